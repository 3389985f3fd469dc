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

  /** {@code 4.2 s}, {@code 2 min 05 s}. */
  public static String of(Duration time) {
    long seconds = time.toSeconds();
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
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
