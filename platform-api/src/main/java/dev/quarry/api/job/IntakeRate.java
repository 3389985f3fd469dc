package dev.quarry.api.job;

import java.util.Map;

/**
 * How a tenant stands against the limits of intake, in the fields of
 * draft-ietf-httpapi-ratelimit-headers (version 10).
 *
 * @param submits most jobs in the window
 * @param windowSeconds the time for them
 * @param submitsLeft that may follow at once
 * @param fullInSeconds until as many as {@code submits} may follow again
 * @param queued most rollouts that may wait
 * @param queuedLeft that may still be added
 */
public record IntakeRate(
    int submits,
    long windowSeconds,
    long submitsLeft,
    long fullInSeconds,
    int queued,
    long queuedLeft) {
  /**
   * @return header fields by name
   */
  public Map<String, String> headers() {
    return Map.of(
        "RateLimit-Policy",
        "\"submits\";q=%d;w=%d, \"queued\";q=%d".formatted(submits, windowSeconds, queued),
        "RateLimit",
        "\"submits\";r=%d;t=%d, \"queued\";r=%d".formatted(submitsLeft, fullInSeconds, queuedLeft));
  }
}
