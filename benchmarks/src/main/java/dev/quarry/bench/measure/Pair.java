package dev.quarry.bench.measure;

/**
 * A measured number between two measurements of its baseline, in the same unit or not.
 *
 * @param before the baseline just before, more than 0
 * @param measured not negative
 * @param after the baseline just after, more than 0
 */
public record Pair(double before, double measured, double after) {
  /** A baseline that moved by more than this says nothing about what stood between. */
  static final double MOVED = 2;

  public Pair {
    if (!(before > 0) || !(after > 0) || !(measured >= 0)) {
      throw new IllegalArgumentException(
          "pair %s / %s / %s: baselines must be more than 0, the measured number not negative"
              .formatted(before, measured, after));
    }
  }

  /** The mean of the two. */
  public double baseline() {
    return (before + after) / 2;
  }

  public double ratio() {
    return measured / baseline();
  }

  boolean steady() {
    return Math.max(before, after) <= MOVED * Math.min(before, after);
  }
}
