package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A rollout that this process works on: its lease and the thread that does. */
final class HeldRollout {
  private final Lease lease;
  private final Time time;
  private final long sinceNanos;
  private final AtomicReference<@Nullable StopReason> reason = new AtomicReference<>();
  private volatile @Nullable Thread thread;

  HeldRollout(Lease lease, Time time) {
    this.lease = lease;
    this.time = time;
    this.sinceNanos = time.nanos();
  }

  Lease lease() {
    return lease;
  }

  void runsOn(Thread worker) {
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
    Thread worker = thread;
    if (worker != null) {
      worker.interrupt();
    }
  }

  Optional<StopReason> stopReason() {
    return Optional.ofNullable(reason.get());
  }

  double heldSeconds() {
    return (time.nanos() - sinceNanos) / 1e9;
  }
}
