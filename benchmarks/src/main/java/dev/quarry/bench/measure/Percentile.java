package dev.quarry.bench.measure;

import java.util.List;

/** Percentiles with linear interpolation between neighbours. */
public final class Percentile {
  private Percentile() {}

  /**
   * @param numbers in any order, at least one
   * @param percent 0 to 100
   */
  public static double of(List<Double> numbers, double percent) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a percentile of no numbers");
    }
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent is " + percent + "; accepted are 0 to 100");
    }
    List<Double> sorted = numbers.stream().sorted().toList();
    double place = percent / 100 * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
