package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.tenancy.StorageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of this runner. A free slot claims; a claimed rollout gets a virtual thread; a slot
 * that frees claims again.
 */
final class SlotPool {
  private static final Logger LOG = LoggerFactory.getLogger(SlotPool.class);

  private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

  private final Map<UUID, HeldRollout> held = new ConcurrentHashMap<>();
  private final Semaphore free;
  private final Limits limits;
  private final Claims claims;
  private final Leases leases;
  private final RolloutWorker worker;
  private final Time time;
  private final Counter handedOver;
  private final Counter gaveWay;
  private volatile boolean closed;
  private volatile boolean fenced;

  /**
   * @param slots rollouts worked on at the same time
   * @param leaseTime how long a lease lasts without a heartbeat
   * @param handOverPause how long work for newer runners is left alone
   */
  record Limits(int slots, Duration leaseTime, Duration handOverPause) {}

  SlotPool(
      Limits limits,
      Claims claims,
      Leases leases,
      RolloutWorker worker,
      Time time,
      MeterRegistry metrics) {
    this.limits = limits;
    this.free = new Semaphore(limits.slots());
    this.claims = claims;
    this.leases = leases;
    this.worker = worker;
    this.time = time;
    metrics.gauge("quarry.runner.slots.busy", held, Map::size);
    this.handedOver = metrics.counter("quarry.runner.handed.over");
    this.gaveWay = metrics.counter("quarry.runner.gave.way");
  }

  /**
   * Claims as long as there are free slots and claimable work.
   *
   * @throws StorageException when the database refuses or fails
   */
  void fill() {
    while (!closed && !fenced && free.tryAcquire()) {
      boolean started = false;
      try {
        long asked = time.nanos();
        Optional<Lease> lease = claims.claim();
        if (lease.isEmpty()) {
          return;
        }
        start(new HeldRollout(lease.get(), time, limits.leaseTime(), asked));
        started = true;
      } finally {
        if (!started) {
          free.release();
        }
      }
    }
  }

  private void start(HeldRollout rollout) {
    Lease lease = rollout.lease();
    HeldRollout earlier = held.put(lease.rolloutId(), rollout);
    if (earlier != null) {
      // This process stood still for longer than a lease and has now taken it from itself.
      earlier.stop(StopReason.LEASE_LOST);
    }
    if (closed) {
      rollout.stop(StopReason.DRAINING);
    } else if (rollout.doubtful()) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("the claim took so long that its lease may be over, it is given back");
      rollout.stop(StopReason.STALE);
    }
    Thread.ofVirtual().name("rollout-" + lease.rolloutId()).start(() -> workAndClaimAgain(rollout));
  }

  private void workAndClaimAgain(HeldRollout rollout) {
    try {
      rollout.runsOn(Thread.currentThread());
      switch (worker.run(rollout)) {
        case HAND_BACK -> handBack(rollout, Duration.ZERO);
        case GIVE_WAY -> {
          gaveWay.increment();
          LOG.atInfo()
              .addKeyValue("tenantId", rollout.lease().tenantId())
              .addKeyValue("rolloutId", rollout.lease().rolloutId())
              .log("leaves its slot to a tenant whose turn it is");
          handBack(rollout, Duration.ZERO);
        }
        case HAND_OVER -> {
          handedOver.increment();
          handBack(rollout, limits.handOverPause());
        }
        case ENDED, PARKED, LOST -> {}
      }
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", rollout.lease().rolloutId())
          .log("lease not handed back, it expires: {}", e.getMessage());
    } finally {
      held.remove(rollout.lease().rolloutId(), rollout);
      free.release();
    }
    try {
      fill();
    } catch (StorageException e) {
      LOG.atWarn().log("no claim after a rollout ended: {}", e.getMessage());
    }
  }

  private void handBack(HeldRollout rollout, Duration pause) {
    rollout.finishing();
    leases.handBack(rollout.lease(), pause);
  }

  Collection<HeldRollout> held() {
    return List.copyOf(held.values());
  }

  int busy() {
    return held.size();
  }

  int slots() {
    return limits.slots();
  }

  /** Ends the work on a job's rollouts, if any are here. */
  void cancel(UUID jobId) {
    ofJob(jobId).forEach(r -> r.stop(StopReason.CANCELLED));
  }

  /** Lets a job's rollouts leave their slots at their next step, if any are here. */
  void pause(UUID jobId) {
    ofJob(jobId).forEach(HeldRollout::pause);
  }

  /** Lets a job's rollouts look for messages at their next step, if any are here. */
  void inputCame(UUID jobId) {
    ofJob(jobId).forEach(HeldRollout::inputCame);
  }

  private Stream<HeldRollout> ofJob(UUID jobId) {
    return held.values().stream().filter(r -> r.lease().jobId().equals(jobId));
  }

  /** While the heartbeat fails, nothing new is begun: the leases may be somebody else's soon. */
  void fence(boolean on) {
    fenced = on;
  }

  /**
   * Stops claiming, interrupts what runs, waits until all leases are given back, those as well
   * whose claim is just being answered.
   *
   * @return whether they were in time; otherwise they expire
   */
  boolean drain(Duration timeout) throws InterruptedException {
    closed = true;
    held.values().forEach(r -> r.stop(StopReason.DRAINING));
    long started = time.nanos();
    while (free.availablePermits() < limits.slots()) {
      if (time.nanos() - started >= timeout.toNanos()) {
        LOG.warn("{} rollouts did not stop in time, their leases expire", held.size());
        return false;
      }
      time.sleep(DRAIN_LOOK);
    }
    return true;
  }
}
