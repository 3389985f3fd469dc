package dev.quarry.bench.measure;

/** What a figure should be. */
public sealed interface Target {
  /** That number or less. */
  record AtMost(double limit) implements Target {}

  /** That number or more. */
  record AtLeast(double limit) implements Target {}

  /** Told for comparison, without a target. */
  record None() implements Target {}

  /** What became of it. */
  enum Verdict {
    MET,
    MISSED,
    /** No number: the baseline moved in every pair. */
    UNDECIDED,
    /** There is no target. */
    TOLD
  }

  default Verdict judge(double value) {
    return switch (this) {
      case None _ -> Verdict.TOLD;
      case AtMost(double limit) -> judge(value, value <= limit);
      case AtLeast(double limit) -> judge(value, value >= limit);
    };
  }

  private static Verdict judge(double value, boolean met) {
    if (Double.isNaN(value)) {
      return Verdict.UNDECIDED;
    }
    return met ? Verdict.MET : Verdict.MISSED;
  }
}
