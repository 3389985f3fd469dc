package dev.quarry.api.job;

import java.util.UUID;

/**
 * A client's own name for a request, so that it can be repeated without a second job.
 *
 * @param key as the client gave it
 * @param requestHash of the body that came with it
 */
public record Idempotency(String key, String requestHash) {
  /**
   * What the key stands for already.
   *
   * @param requestHash of the first request
   * @param jobId that came of it
   */
  record Kept(String requestHash, UUID jobId) {}
}
