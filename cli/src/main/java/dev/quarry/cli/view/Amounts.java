package dev.quarry.cli.view;

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
}
