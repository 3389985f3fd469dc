package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.tenancy.StorageException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of a runner, all in one statement every third of their time. A lease that does
 * not come back is lost. When no heartbeat has worked for two thirds of the time, by the monotonic
 * clock, the runner fences itself: it claims nothing. The work on a lease stops when that one was
 * not confirmed for so long, before it can expire.
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Leases leases;
  private final SlotPool slots;
  private final Duration leaseTime;
  private final Time time;
  private volatile long lastSuccessNanos;

  Heartbeat(Leases leases, SlotPool slots, Duration leaseTime, Time time) {
    this.leases = leases;
    this.slots = slots;
    this.leaseTime = leaseTime;
    this.time = time;
    this.lastSuccessNanos = time.nanos();
  }

  Duration interval() {
    return leaseTime.dividedBy(3);
  }

  void beat() {
    Collection<HeldRollout> held = slots.held();
    long started = time.nanos();
    try {
      if (!held.isEmpty()) {
        Map<UUID, Leases.Wishes> kept =
            leases.heartbeat(held.stream().map(HeldRollout::lease).toList());
        held.forEach(rollout -> check(rollout, kept.get(rollout.lease().rolloutId()), started));
      }
      lastSuccessNanos = started;
      slots.fence(false);
      tellIfSlow(time.nanos() - started);
    } catch (StorageException e) {
      LOG.warn("heartbeat failed: {}", e.getMessage());
      fenceWhenLate();
    }
  }

  private void tellIfSlow(long nanos) {
    if (nanos > interval().toNanos()) {
      LOG.warn(
          "a heartbeat took {} ms, leases last {} ms: the database or this machine is slow",
          TimeUnit.NANOSECONDS.toMillis(nanos),
          leaseTime.toMillis());
    }
  }

  private static void check(HeldRollout rollout, Leases.@Nullable Wishes wishes, long sent) {
    if (wishes == null) {
      rollout.stop(StopReason.LEASE_LOST);
    } else {
      rollout.confirmed(sent);
      rollout.told(wishes);
    }
  }

  /** Called as well by a timer of its own, since a heartbeat may hang. */
  void fenceWhenLate() {
    if (time.nanos() - lastSuccessNanos > leaseTime.multipliedBy(2).dividedBy(3).toNanos()) {
      slots.fence(true);
    }
    slots.held().stream()
        .filter(HeldRollout::doubtful)
        .forEach(rollout -> rollout.stop(StopReason.LEASE_LOST));
  }
}
