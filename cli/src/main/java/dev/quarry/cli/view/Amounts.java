package dev.quarry.cli.view;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
public final class Amounts {
  private Amounts() {}

  /** {@code 1 result}, {@code 1,234 results}. */
  public static String of(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  /** {@code 4.2 s}, {@code 2 min 05 s}, {@code 2 h 30 min}, {@code 23 d 3 h}. */
  public static String of(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    if (time.toHours() == 0) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return time.toDays() == 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d d %d h".formatted(time.toDays(), time.toHoursPart());
  }

  /**
   * {@code 1.25 USD}, {@code 0.000027 USD}.
   *
   * @param micros millionths
   */
  public static String money(long micros, String currency) {
    BigDecimal amount = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return amount.setScale(Math.max(2, amount.scale())).toPlainString() + " " + currency;
  }
}
