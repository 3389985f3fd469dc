package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.trajectory.LeaseLostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A rollout that this process works on: its lease, the thread that does, and what is wanted of it,
 * as far as that has come through.
 */
final class HeldRollout {
  private final Lease lease;
  private final Time time;
  private final Duration leaseTime;
  private final AtomicReference<@Nullable StopReason> reason = new AtomicReference<>();

  /** Whether there may be messages that nobody looked for yet; the claim tells of earlier ones. */
  private final AtomicBoolean unread;

  private final AtomicInteger inputs;
  private volatile long confirmedNanos;
  private volatile boolean pause;
  private volatile boolean giveWay;
  private @Nullable Thread thread;

  /**
   * @param leaseTime how long the lease lasts without a heartbeat
   * @param askedNanos when the claim was sent: the lease lasts at least from then
   */
  HeldRollout(Lease lease, Time time, Duration leaseTime, long askedNanos) {
    this.lease = lease;
    this.time = time;
    this.leaseTime = leaseTime;
    this.confirmedNanos = askedNanos;
    this.inputs = new AtomicInteger(lease.wishes().inputs());
    this.unread = new AtomicBoolean(lease.wishes().inputs() > 0);
    this.pause = lease.wishes().pause();
  }

  Lease lease() {
    return lease;
  }

  synchronized void runsOn(Thread worker) {
    thread = worker;
    if (reason.get() != null) {
      worker.interrupt();
    }
  }

  /** Interrupts the work. The first reason stands, but a lost lease outweighs any other. */
  void stop(StopReason why) {
    if (why == StopReason.LEASE_LOST) {
      reason.set(why);
    } else {
      reason.compareAndSet(null, why);
    }
    interrupt();
  }

  private synchronized void interrupt() {
    Thread worker = thread;
    if (worker != null) {
      worker.interrupt();
    }
  }

  /**
   * Called by the worker when what is left are its last writes: it is not interrupted any more. On
   * a virtual thread an interrupt closes the connection to the database in the middle of them, and
   * the heartbeat tells of a cancel again and again.
   */
  synchronized void finishing() {
    thread = null;
    boolean _ = Thread.interrupted();
  }

  Optional<StopReason> stopReason() {
    return Optional.ofNullable(reason.get());
  }

  /** Takes in what the database says of what is wanted; who wants its slot may do so no more. */
  void told(Leases.Wishes wishes) {
    if (wishes.cancel()) {
      stop(StopReason.CANCELLED);
    }
    if (wishes.pause()) {
      pause();
    }
    giveWay = wishes.giveWay();
    if (inputs.getAndSet(wishes.inputs()) != wishes.inputs()) {
      inputCame();
    }
  }

  /** Its user wants it paused: no interrupt, the step in hand is finished. */
  void pause() {
    pause = true;
  }

  /** Its user has taken that back. */
  void resume() {
    pause = false;
  }

  boolean pauseWanted() {
    return pause;
  }

  boolean giveWayWanted() {
    return giveWay;
  }

  /** Its user has sent a message. */
  void inputCame() {
    unread.set(true);
  }

  /**
   * @return whether to look for messages now; what comes later is told anew
   */
  boolean takeUnread() {
    return unread.getAndSet(false);
  }

  /**
   * @param sentNanos when the heartbeat was sent that has kept the lease
   */
  void confirmed(long sentNanos) {
    confirmedNanos = sentNanos;
  }

  /**
   * @return whether the lease has not been confirmed for so long that it may soon be over
   */
  boolean doubtful() {
    return time.nanos() - confirmedNanos > leaseTime.multipliedBy(2).dividedBy(3).toNanos();
  }

  /**
   * @throws LeaseLostException when the lease may have expired
   */
  void require() throws LeaseLostException {
    if (doubtful()) {
      throw new LeaseLostException(lease.rolloutId(), "no heartbeat has worked for too long");
    }
  }
}
