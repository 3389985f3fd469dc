package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.trajectory.LeaseLostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A rollout that this process works on: its lease and the thread that does. */
final class HeldRollout {
  private final Lease lease;
  private final Time time;
  private final BooleanSupplier doubtful;
  private final long sinceNanos;
  private final AtomicReference<@Nullable StopReason> reason = new AtomicReference<>();
  private volatile @Nullable Thread thread;

  /**
   * @param doubtful whether the leases of this process may have expired
   */
  HeldRollout(Lease lease, Time time, BooleanSupplier doubtful) {
    this.lease = lease;
    this.time = time;
    this.doubtful = doubtful;
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

  /**
   * @throws LeaseLostException when the lease may have expired
   */
  void require() throws LeaseLostException {
    if (doubtful.getAsBoolean()) {
      throw new LeaseLostException(lease.rolloutId(), "no heartbeat has worked for too long");
    }
  }

  double heldSeconds() {
    return (time.nanos() - sinceNanos) / 1e9;
  }
}
