package dev.quarry.runner.model.rate;

import java.time.Duration;

/**
 * How a minute's requests are spread.
 *
 * @param burst that of so much time may go out at once after a quiet time; 100 ms to 30 s
 * @param portion for so long a runner may keep what it has taken before it spends it; 100 ms to 10
 *     s
 */
public record Pace(Duration burst, Duration portion) {
  private static final Duration LEAST = Duration.ofMillis(100);

  public Pace {
    within("burst", burst, Duration.ofSeconds(30));
    within("portion", portion, Duration.ofSeconds(10));
  }

  private static void within(String key, Duration value, Duration most) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "quarry.runner.provider-limits.%s is %s; accepted is %s to %s"
              .formatted(key, value, LEAST, most));
    }
  }
}
