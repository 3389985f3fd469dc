package dev.quarry.api.rest;

import dev.quarry.api.error.ApiException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header by which a client names its request. */
final class IdempotencyHeader {
  static final String NAME = "Idempotency-Key";
  static final String ACCEPTED = "1 to 255 printable ASCII characters";

  private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,255}");

  private IdempotencyHeader() {}

  /**
   * An empty key is a client's mistake, not the wish to have none.
   *
   * @return the key, nothing when the header is absent
   */
  static Optional<String> read(HttpHeaders headers) {
    List<String> values = headers.getRequestHeader(NAME);
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw ApiException.invalid(
          NAME, "is there %d times; once is accepted".formatted(values.size()));
    }
    String value = values.getFirst();
    if (!FORM.matcher(value).matches() || value.isBlank()) {
      throw ApiException.invalid(
          NAME, "has %d characters; %s are accepted".formatted(value.length(), ACCEPTED));
    }
    return Optional.of(value);
  }
}
