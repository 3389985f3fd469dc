package dev.quarry.runner.tool.egress;

import java.time.Duration;

/**
 * How long and how large one exchange may be.
 *
 * @param connect for the connection to one address, TLS included
 * @param total for everything, redirects included
 * @param bodyBytes of the body after decompression
 * @param ratio of decompressed to compressed bytes
 * @param headerBytes of all headers of one answer
 * @param redirects that are followed
 */
public record EgressCaps(
    Duration connect, Duration total, int bodyBytes, int ratio, int headerBytes, int redirects) {
  /** 5 s, 30 s, 5 MiB, 100, 32 KiB, 5. */
  public static final EgressCaps DEFAULT =
      new EgressCaps(Duration.ofSeconds(5), Duration.ofSeconds(30), 5 << 20, 100, 32 << 10, 5);

  public EgressCaps {
    if (!connect.isPositive() || !total.isPositive()) {
      throw new IllegalArgumentException(
          "connect is %s and total is %s; accepted is more than 0".formatted(connect, total));
    }
    if (bodyBytes < 1 || ratio < 1 || headerBytes < 1 || redirects < 0) {
      throw new IllegalArgumentException(
          "bodyBytes is %d, ratio %d, headerBytes %d, redirects %d; accepted are numbers from 1, redirects from 0"
              .formatted(bodyBytes, ratio, headerBytes, redirects));
    }
  }
}
