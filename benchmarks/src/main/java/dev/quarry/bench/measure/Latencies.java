package dev.quarry.bench.measure;

import java.util.List;

/**
 * Times of single events.
 *
 * @param millis at least one
 */
public record Latencies(List<Double> millis) {
  public Latencies {
    millis = List.copyOf(millis);
    if (millis.isEmpty()) {
      throw new IllegalArgumentException("no latencies");
    }
  }

  public double p(double percent) {
    return Percentile.of(millis, percent);
  }
}
