package dev.quarry.bench.measure;

import java.util.Collection;

/**
 * How equal shares are: (Σx)² ÷ (n·Σx²), from 1/n, where one has all, to 1 (Jain, Chiu and Hawe, "A
 * quantitative measure of fairness and discrimination", DEC-TR-301, 1984).
 */
public final class Jain {
  private Jain() {}

  /**
   * @param shares what each got, divided by its weight; at least one, none negative, not all 0
   */
  public static double index(Collection<Double> shares) {
    double sum = shares.stream().mapToDouble(x -> x).sum();
    double squares = shares.stream().mapToDouble(x -> x * x).sum();
    if (!(sum > 0) || shares.stream().anyMatch(x -> x < 0)) {
      throw new IllegalArgumentException(
          "shares are %s; accepted are numbers from 0, not all 0".formatted(shares));
    }
    return sum * sum / (shares.size() * squares);
  }
}
