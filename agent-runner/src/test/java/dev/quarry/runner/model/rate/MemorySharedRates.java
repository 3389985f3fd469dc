package dev.quarry.runner.model.rate;

import dev.quarry.core.tenancy.StorageException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Shared buckets in virtual time. {@link SharedRatesContract} holds them to the real ones. */
final class MemorySharedRates implements SharedRates {
  private static final double NANOS = 1e9;

  /** How often a bucket was changed. */
  int trips;

  boolean away;

  private final VirtualTime time;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private static final class Bucket {
    double requests = Double.MAX_VALUE;
    double tokens = Double.MAX_VALUE;
    long updated;
    long closedUntil = Long.MIN_VALUE;
  }

  MemorySharedRates(VirtualTime time) {
    this.time = time;
  }

  @Override
  public Taken take(String name, Quota quota, Wanted wanted) {
    Bucket bucket = bucket(name);
    double seconds = (time.nanos() - bucket.updated) / NANOS;
    bucket.updated = time.nanos();
    bucket.requests = filled(quota.requests(), bucket.requests, seconds);
    bucket.tokens = filled(quota.tokens(), bucket.tokens + wanted.settled(), seconds);
    if (bucket.closedUntil > time.nanos()) {
      return new Taken(Amount.NONE, Duration.ofNanos(bucket.closedUntil - time.nanos()));
    }
    long requests =
        amount(
            wanted.needed().requests(),
            wanted.wished().requests(),
            Math.max(bucket.requests, quota.requests().perSecond() / 10));
    long tokens =
        amount(
            wanted.needed().tokens(),
            wanted.wished().tokens(),
            Math.max(bucket.tokens, quota.tokens().perSecond() / 10));
    bucket.requests -= requests;
    bucket.tokens -= tokens;
    double wait =
        Math.max(
            requests == 0 ? 0 : -bucket.requests / quota.requests().perSecond(),
            tokens == 0 ? 0 : -bucket.tokens / quota.tokens().perSecond());
    return new Taken(
        new Amount(requests, tokens),
        Duration.ofNanos((long) Math.ceil(Math.max(0, wait) * NANOS)));
  }

  private static double filled(Quota.Flow flow, double level, double seconds) {
    return Math.min(flow.capacity(), level + flow.perSecond() * seconds);
  }

  private static long amount(long needed, long wished, double level) {
    return Math.max(needed, Math.min(wished, (long) level));
  }

  @Override
  public void close(String name, Duration pause) {
    Bucket bucket = bucket(name);
    bucket.closedUntil = Math.max(bucket.closedUntil, time.nanos() + pause.toNanos());
  }

  @Override
  public Map<String, Duration> closed() {
    require();
    Map<String, Duration> closed = new HashMap<>();
    buckets.forEach(
        (name, bucket) -> {
          if (bucket.closedUntil > time.nanos()) {
            closed.put(name, Duration.ofNanos(bucket.closedUntil - time.nanos()));
          }
        });
    return closed;
  }

  private Bucket bucket(String name) {
    require();
    trips++;
    return buckets.computeIfAbsent(name, n -> new Bucket());
  }

  private void require() {
    if (away) {
      throw new StorageException(new SQLException("away"));
    }
  }
}
