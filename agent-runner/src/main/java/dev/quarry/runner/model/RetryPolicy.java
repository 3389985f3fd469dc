package dev.quarry.runner.model;

import java.time.Duration;

/**
 * How often and how soon a model is asked again.
 *
 * @param tries in all, the first included (published: 10)
 * @param backoffBase the wait after the first failure, doubled each time (published: 1 s)
 * @param backoffCap longest wait of our own (published: 30 s)
 * @param retryAfterCap longest wait that a provider can ask for by {@code Retry-After}
 */
public record RetryPolicy(
    int tries, Duration backoffBase, Duration backoffCap, Duration retryAfterCap) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(2));

  public RetryPolicy {
    if (tries < 1 || tries > 100) {
      throw new IllegalArgumentException("tries is " + tries + "; 1 to 100 are accepted");
    }
    if (backoffBase.isNegative() || backoffCap.isNegative() || retryAfterCap.isNegative()) {
      throw new IllegalArgumentException("a wait between tries cannot be negative");
    }
  }
}
