package dev.quarry.runner.model.rate;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.runner.model.rate.SharedRates.Amount;
import dev.quarry.runner.model.rate.SharedRates.Taken;
import dev.quarry.runner.model.rate.SharedRates.Wanted;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shared bucket as one runner sees it. Who comes first goes first: one thread asks the database,
 * for itself and what is likely to follow, the others stand behind it.
 */
final class RateBucket {
  private static final Logger LOG = LoggerFactory.getLogger(RateBucket.class);

  private final String name;
  private final Quota quota;
  private final SharedRates shared;
  private final Time time;

  private final ReentrantLock queue = new ReentrantLock(true);
  private final Portion requests;
  private final Portion tokens;

  /** When the portions may be spent. */
  private long dueNanos;

  /** Tokens to be given back; negative for those still to be taken. */
  private final AtomicLong settled = new AtomicLong();

  /** Whether whoever is first in the queue waits. */
  private volatile boolean crowded;

  private volatile long closedUntilNanos;

  RateBucket(String name, Quota quota, ProviderLimits.Parts parts) {
    this.name = name;
    this.quota = quota;
    this.shared = parts.shared();
    this.time = parts.time();
    this.requests = new Portion(quota.requests(), parts.pace().portion());
    this.tokens = new Portion(quota.tokens(), parts.pace().portion());
    this.dueNanos = time.nanos();
    this.closedUntilNanos = dueNanos;
  }

  boolean countsTokens() {
    return !quota.tokens().endless();
  }

  /**
   * Waits until a request may be sent. Without limits and while the provider takes requests it
   * costs nothing.
   *
   * @param needed tokens that it may come to
   * @param waits told once when it does not go out at once
   * @return whether it did not
   * @throws InterruptedException when interrupted while waiting
   * @throws StorageException when the database that the limits are in is away
   */
  boolean take(long needed, Runnable waits) throws InterruptedException {
    if (quota.endless() && closedNanos() <= 0) {
      return false;
    }
    boolean told = crowded;
    if (told) {
      waits.run();
    }
    queue.lockInterruptibly();
    try {
      boolean reserved = reserve(needed);
      for (long wait = waitNanos(); !reserved || wait > 0; wait = waitNanos()) {
        crowded = true;
        if (!told) {
          waits.run();
          told = true;
        }
        time.sleep(Duration.ofNanos(Math.max(wait, 0)));
        reserved = reserved || reserve(needed);
      }
      requests.spend(1);
      tokens.spend(needed);
      return told;
    } finally {
      crowded = false;
      queue.unlock();
    }
  }

  /**
   * Sees to it that there is enough for a request, now or when it is due. Who is interrupted before
   * leaves that to the next.
   *
   * @return false while the provider takes no requests
   */
  private boolean reserve(long needed) {
    if (closedNanos() > 0) {
      return false;
    }
    long now = time.nanos();
    var missing = new Amount(requests.missing(1, now), tokens.missing(needed, now));
    if (missing.equals(Amount.NONE)) {
      return true;
    }
    var wished =
        new Amount(requests.wish(missing.requests(), now), tokens.wish(missing.tokens(), now));
    Taken taken = settling(missing, wished);
    if (taken.amount().equals(Amount.NONE)) {
      closeHere(taken.pause());
      return false;
    }
    dueNanos = Math.max(dueNanos, time.nanos() + taken.pause().toNanos());
    requests.add(taken.amount().requests(), dueNanos);
    tokens.add(taken.amount().tokens(), dueNanos);
    return true;
  }

  private long waitNanos() {
    return Math.max(closedNanos(), dueNanos - time.nanos());
  }

  /**
   * Where it is not known whether the database has taken in what is settled, debts are told again,
   * and what was to be given back is lost: too little goes out then, never too much.
   */
  private Taken settling(Amount needed, Amount wished) {
    long told = settled.getAndSet(0);
    try {
      return shared.take(name, quota, new Wanted(needed, wished, told));
    } catch (StorageException e) {
      settled.addAndGet(Math.min(told, 0));
      throw e;
    }
  }

  /**
   * @param difference tokens that were taken and not used; negative for those used beyond
   */
  void settle(long difference) {
    if (countsTokens()) {
      settled.addAndGet(difference);
    }
  }

  /** Settles what no request has settled since. */
  void flush() {
    if (settled.get() != 0) {
      Taken _ = settling(Amount.NONE, Amount.NONE);
    }
  }

  /**
   * No request goes out of any runner for that long; of this one not even if the others cannot
   * know.
   */
  void close(Duration pause) {
    closeHere(pause);
    try {
      shared.close(name, pause);
    } catch (StorageException e) {
      LOG.warn("other runners do not know that a provider asked for a pause: {}", e.getMessage());
    }
  }

  /** No request goes out of this runner for that long. */
  synchronized void closeHere(Duration pause) {
    if (pause.toNanos() > closedNanos()) {
      closedUntilNanos = time.nanos() + pause.toNanos();
    }
  }

  private long closedNanos() {
    return closedUntilNanos - time.nanos();
  }
}
