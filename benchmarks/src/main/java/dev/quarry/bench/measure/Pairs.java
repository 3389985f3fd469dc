package dev.quarry.bench.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The pairs of a run.
 *
 * @param all in the order in which they were measured
 */
public record Pairs(List<Pair> all) {
  public Pairs {
    all = List.copyOf(all);
  }

  /**
   * @param baseline reads one number off the baseline's result
   * @param measured the number that is compared with it
   */
  public static <B, S> Pairs of(
      List<Turn<B, S>> turns, ToDoubleFunction<B> baseline, ToDoubleFunction<S> measured) {
    return new Pairs(
        turns.stream()
            .map(
                turn ->
                    new Pair(
                        baseline.applyAsDouble(turn.before()),
                        measured.applyAsDouble(turn.measured()),
                        baseline.applyAsDouble(turn.after())))
            .toList());
  }

  /**
   * @return those whose baseline stood still
   */
  public List<Pair> steady() {
    return all.stream().filter(Pair::steady).toList();
  }

  public int discarded() {
    return all.size() - steady().size();
  }

  /** The ratios of the steady pairs. */
  public Spread ratios() {
    return Spread.of(steady().stream().map(Pair::ratio).toList());
  }

  /** What was measured, in its own unit, in the steady pairs. */
  public Spread measured() {
    return Spread.of(steady().stream().map(Pair::measured).toList());
  }

  /** The baseline in its own unit. */
  public Spread baseline() {
    return Spread.of(steady().stream().map(Pair::baseline).toList());
  }
}
