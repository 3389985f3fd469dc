package dev.quarry.runner.model.rate;

import java.time.Duration;
import java.util.Map;

/**
 * Token buckets that all runners share. They fill by time; one that was never heard of is full.
 * What is taken and not there yet is lacking until it has come in, and who took it waits for that:
 * so all go in the order of their taking, whatever they need. All methods throw {@link
 * dev.quarry.core.tenancy.StorageException} when the database is away.
 */
public interface SharedRates {
  /** Requests and tokens. */
  record Amount(long requests, long tokens) {
    static final Amount NONE = new Amount(0, 0);
  }

  /**
   * What a runner wants of a bucket.
   *
   * @param needed that much at least
   * @param wished that much where it is there, not less than is needed
   * @param settled tokens that come back first, of those taken earlier; negative for more than was
   *     taken
   */
  record Wanted(Amount needed, Amount wished, long settled) {}

  /**
   * What came of it.
   *
   * @param amount at least what was needed; nothing where the bucket is closed
   * @param pause until it may be spent, or until the bucket opens
   */
  record Taken(Amount amount, Duration pause) {}

  /** Takes out of a bucket. */
  Taken take(String bucket, Quota quota, Wanted wanted);

  /** Closes a bucket for that long, unless it is closed for longer. */
  void close(String bucket, Duration pause);

  /**
   * @return which buckets are closed, and for how long still
   */
  Map<String, Duration> closed();
}
