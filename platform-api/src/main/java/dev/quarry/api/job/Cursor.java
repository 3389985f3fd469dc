package dev.quarry.api.job;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page of jobs ended. Opaque to clients.
 *
 * @param createdAt of the last job of the page, to the microsecond
 * @param jobId of that job
 */
public record Cursor(Instant createdAt, UUID jobId) {
  public String encode() {
    String text = ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + ":" + jobId;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @return nothing when it was not made by {@link #encode()}
   */
  public static Optional<Cursor> decode(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(":", -1);
      if (parts.length != 2) {
        return Optional.empty();
      }
      Instant createdAt = Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS);
      return Optional.of(new Cursor(createdAt, UUID.fromString(parts[1])));
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
