package dev.quarry.runner.model;

import java.time.Duration;

/**
 * Limits of the requests to a provider.
 *
 * @param timeout of one try, from connecting to the last byte of the answer (published: 600 s)
 * @param connectTimeout of the connection alone
 * @param maxReplyBytes largest answer that is read
 * @param endpointRest how long an endpoint that failed is passed over while another is healthy
 * @param stickyKeys how many keys remember their endpoint
 * @param retry how often and how soon again
 * @param rate how many in a minute, of all runners together
 */
public record CallLimits(
    Duration timeout,
    Duration connectTimeout,
    int maxReplyBytes,
    Duration endpointRest,
    int stickyKeys,
    RetryPolicy retry,
    ProviderRate rate) {
  public static final CallLimits DEFAULT =
      new CallLimits(
          Duration.ofSeconds(600),
          Duration.ofSeconds(10),
          32 << 20,
          Duration.ofSeconds(30),
          10_000,
          RetryPolicy.DEFAULT,
          ProviderRate.UNLIMITED);

  public CallLimits {
    positive("timeout", timeout);
    positive("connect-timeout", connectTimeout);
    if (endpointRest.isNegative()) {
      throw new IllegalArgumentException("endpoint-rest cannot be negative");
    }
    if (maxReplyBytes < 1024 || stickyKeys < 1) {
      throw new IllegalArgumentException(
          "max-reply-bytes is "
              + maxReplyBytes
              + " and sticky-keys "
              + stickyKeys
              + "; at least 1024 and 1 are accepted");
    }
  }

  public CallLimits with(ProviderRate other) {
    return new CallLimits(
        timeout, connectTimeout, maxReplyBytes, endpointRest, stickyKeys, retry, other);
  }

  private static void positive(String key, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(key + " is " + value + "; it must be positive");
    }
  }
}
