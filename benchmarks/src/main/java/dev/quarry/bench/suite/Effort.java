package dev.quarry.bench.suite;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How much is done, and where.
 *
 * @param quick whether a rough number soon is wanted instead of a good one later
 * @param pairs of baseline and system
 * @param home folder for data and logs of this benchmark
 * @param progress told what goes on, one line at a time
 */
public record Effort(boolean quick, int pairs, Path home, Consumer<String> progress) {
  /** The least that a published number rests on. */
  public static final int FULL_PAIRS = 7;

  public static final int QUICK_PAIRS = 3;

  public Effort {
    if (pairs < 1) {
      throw new IllegalArgumentException("pairs is " + pairs + "; accepted are numbers from 1");
    }
  }

  /** One number or the other. */
  public int pick(int full, int rough) {
    return quick ? rough : full;
  }

  public void say(String line) {
    progress.accept(line);
  }
}
