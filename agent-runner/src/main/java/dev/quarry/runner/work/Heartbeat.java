package dev.quarry.runner.work;

import dev.quarry.core.queue.LeaseStore;
import dev.quarry.core.tenancy.StorageException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of a runner, all in one statement every third of their time. A lease that does
 * not come back is lost. When no heartbeat has worked for two thirds of the time, by the monotonic
 * clock, the runner fences itself: it stops all work before the first lease can expire.
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final LeaseStore leases;
  private final SlotPool slots;
  private final Duration leaseTime;
  private volatile long lastSuccessNanos = System.nanoTime();

  Heartbeat(LeaseStore leases, SlotPool slots, Duration leaseTime) {
    this.leases = leases;
    this.slots = slots;
    this.leaseTime = leaseTime;
  }

  Duration interval() {
    return leaseTime.dividedBy(3);
  }

  void beat() {
    Collection<HeldRollout> held = slots.held();
    long started = System.nanoTime();
    try {
      if (!held.isEmpty()) {
        Map<UUID, Boolean> kept = leases.heartbeat(held.stream().map(HeldRollout::lease).toList());
        held.forEach(rollout -> check(rollout, kept.get(rollout.lease().rolloutId())));
      }
      lastSuccessNanos = started;
      slots.fence(false);
    } catch (StorageException e) {
      LOG.warn("heartbeat failed: {}", e.getMessage());
      fenceWhenLate();
    }
  }

  private void check(HeldRollout rollout, @org.jspecify.annotations.Nullable Boolean cancelled) {
    if (cancelled == null) {
      rollout.stop(StopReason.LEASE_LOST);
    } else if (cancelled) {
      rollout.stop(StopReason.CANCELLED);
    }
  }

  /** Called as well by a timer of its own, since a heartbeat may hang. */
  void fenceWhenLate() {
    long late = System.nanoTime() - lastSuccessNanos;
    if (late > leaseTime.multipliedBy(2).dividedBy(3).toNanos()) {
      slots.fence(true);
      slots.held().forEach(r -> r.stop(StopReason.LEASE_LOST));
    }
  }
}
