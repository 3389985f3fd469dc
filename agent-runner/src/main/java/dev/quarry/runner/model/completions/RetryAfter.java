package dev.quarry.runner.model.completions;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The {@code Retry-After} field (RFC 9110, section 10.2.3): seconds or a date. */
final class RetryAfter {
  /** Longer values are as good as never; keeps the arithmetic in range. */
  private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

  private RetryAfter() {}

  /**
   * @return how long to wait from now; empty where the value is neither; never negative
   */
  static Optional<Duration> parse(String value, Clock clock) {
    String text = value.strip();
    if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      double seconds = Math.min(Double.parseDouble(text), (double) MAX_SECONDS);
      return Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1000)));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      long seconds = Duration.between(clock.instant(), date.toInstant()).toSeconds();
      return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 0, MAX_SECONDS)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
