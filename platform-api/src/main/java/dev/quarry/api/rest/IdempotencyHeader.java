package dev.quarry.api.rest;

import dev.quarry.api.error.ApiException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header by which a client names its request. */
final class IdempotencyHeader {
  static final String NAME = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,255}");

  private IdempotencyHeader() {}

  static Optional<String> read(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    if (!FORM.matcher(value).matches() || value.isBlank()) {
      throw ApiException.invalid(
          NAME,
          "has %d characters; 1 to 255 printable ASCII characters are accepted"
              .formatted(value.length()));
    }
    return Optional.of(value);
  }
}
