package dev.quarry.source.http;

import dev.quarry.sdk.HttpReply;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): seconds or a date. */
final class RetryAfter {
  private RetryAfter() {}

  static Optional<Duration> of(HttpReply reply, Clock clock) {
    return reply.header("retry-after").map(String::strip).flatMap(value -> parse(value, clock));
  }

  private static Optional<Duration> parse(String value, Clock clock) {
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), date);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }
}
