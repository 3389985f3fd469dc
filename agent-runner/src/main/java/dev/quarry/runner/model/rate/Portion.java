package dev.quarry.runner.model.rate;

import java.time.Duration;

/**
 * What a runner has of one flow: taken out of the bucket, not spent yet. For one thread at once.
 */
final class Portion {
  private final Quota.Flow flow;
  private final long most;
  private final long lastsNanos;
  private long left;
  private long used;
  private long endsNanos;

  /**
   * @param lasts how long it lasts; what is not spent by then is lost
   */
  Portion(Quota.Flow flow, Duration lasts) {
    this.flow = flow;
    this.lastsNanos = lasts.toNanos();
    this.most = (long) (flow.perSecond() * lastsNanos / 1e9);
  }

  /**
   * @return what there is too little of to spend that much
   */
  long missing(long need, long now) {
    if (flow.endless()) {
      return 0;
    }
    if (now - endsNanos >= 0) {
      left = 0;
    }
    return Math.max(0, need - left);
  }

  /**
   * @return how much to take when that much is missing: what the portion before was used for, twice
   *     that where it did not last, but no more than comes into the bucket while a portion lasts
   */
  long wish(long missing, long now) {
    long likely = now - endsNanos < 0 ? 2 * used : used;
    return missing == 0 ? 0 : Math.max(missing, Math.min(likely, most));
  }

  /**
   * @param dueNanos from when on it may be spent
   */
  void add(long amount, long dueNanos) {
    if (amount > 0) {
      left += amount;
      used = 0;
      endsNanos = dueNanos + lastsNanos;
    }
  }

  void spend(long amount) {
    left -= amount;
    used += amount;
  }
}
