package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import java.util.UUID;

/**
 * A client's own name for a request, so that it can be repeated without a second job.
 *
 * @param key as the client gave it
 * @param requestHash of what was asked for: the body and, where it is not a new job, what it is for
 */
public record Idempotency(String key, String requestHash) {
  /**
   * What the key stands for already.
   *
   * @param requestHash of the first request
   * @param jobId that came of it
   */
  record Kept(String requestHash, UUID jobId) {}

  /**
   * @throws ApiException when the key stands for another request
   */
  void requireSame(Kept kept) {
    if (!kept.requestHash().equals(requestHash)) {
      throw ApiException.of(
          ErrorCode.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key was sent with another request before. Use a new key for a new"
              + " request.");
    }
  }
}
