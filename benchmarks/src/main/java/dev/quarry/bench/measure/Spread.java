package dev.quarry.bench.measure;

import java.util.List;

/**
 * Median and range of some numbers; all NaN when there are none.
 *
 * @param count how many there were
 */
public record Spread(double median, double min, double max, int count) {
  public static Spread of(List<Double> numbers) {
    if (numbers.isEmpty()) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    List<Double> sorted = numbers.stream().sorted().toList();
    return new Spread(
        Percentile.of(sorted, 50), sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  public static Spread one(double number) {
    return of(List.of(number));
  }

  /** Multiplied by a positive number. */
  public Spread times(double factor) {
    return new Spread(median * factor, min * factor, max * factor, count);
  }
}
