package dev.quarry.bench.suite;

import dev.quarry.bench.platform.ScratchDatabase;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.LeaseStore;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Sharing;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Slots that claim from a real database, hold what they got for a time instead of working on it,
 * end it, and claim again; heartbeats go on meanwhile, and who is told so leaves its slot between
 * two steps. Who held a slot for how long is taken down here, by a clock of its own: what the
 * platform charges is not what it is judged by.
 */
final class Slots {
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final RolloutEnd END =
      new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE);

  private final ClaimStore claims;
  private final LeaseStore leases;
  private final RolloutStore rollouts;
  private final ScratchDatabase database;
  private final Pace pace;
  private final Function<UUID, Duration> length;

  private final Set<Lease> held = ConcurrentHashMap.newKeySet();
  private final Set<UUID> leaving = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Duration> left = new ConcurrentHashMap<>();
  private final Queue<Hold> holds = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * How fast life goes.
   *
   * @param slots that claim
   * @param timesFaster seconds that one second stands for
   */
  record Pace(int slots, double timesFaster) {
    /** The product's defaults are for its own pace. */
    VirtualTime price() {
      VirtualTime real = VirtualTime.STANDARD;
      Sharing sharing = real.sharing();
      return new VirtualTime(
          real.ahead() / timesFaster,
          real.perSlotSecond(),
          real.perToken() / timesFaster,
          new Sharing(
              sharing.distance() / timesFaster,
              faster(sharing.heldAtLeast()),
              faster(sharing.longFrom()),
              sharing.reserveOneIn()));
    }

    /** A third of the default lease. */
    Duration heartbeat() {
      return faster(Duration.ofSeconds(10));
    }

    /** What nobody leaves its slot within. */
    Duration step() {
      return faster(Duration.ofSeconds(10));
    }

    private Duration faster(Duration real) {
      return Duration.ofMillis(Math.round(real.toMillis() / timesFaster));
    }
  }

  /** A slot that was held, in nanoseconds of this JVM's clock. */
  private record Hold(UUID tenant, long from, long to) {
    /** Seconds of it within a window. */
    double within(long begin, long end) {
      return Math.max(0, Math.min(to, end) - Math.max(from, begin)) / 1e9;
    }
  }

  /**
   * What came of a window of time.
   *
   * @param held slot-seconds by tenant; a tenant that had none is not in it
   * @param idle share of all slot-seconds that nobody had
   */
  record Shares(Map<UUID, Double> held, double idle) {
    Shares {
      held = Map.copyOf(held);
    }

    double of(UUID tenant) {
      return held.getOrDefault(tenant, 0.0);
    }

    double total() {
      return held.values().stream().mapToDouble(x -> x).sum();
    }
  }

  /**
   * @param length how long a rollout of a tenant takes
   */
  Slots(ScratchDatabase database, Pace pace, Function<UUID, Duration> length) {
    this.database = database;
    var holder = new ClaimStore.Holder("bench", "1");
    this.claims = new ClaimStore(database.as(Role.SCHEDULER), holder, LEASE, pace.price());
    this.leases = new LeaseStore(database.as(Role.SCHEDULER), LEASE, pace.price());
    this.rollouts = new RolloutStore(database.as(Role.RUNNER), pace.price());
    this.pace = pace;
    this.length = length;
  }

  /**
   * Lets the slots work, and counts from the end of the warm-up on.
   *
   * @throws IllegalStateException when there was nothing to claim: then nothing was shared
   */
  Shares run(Duration warmUp, Duration window) throws InterruptedException, SQLException {
    database.runner("bench", pace.slots());
    List<Future<?>> running = new ArrayList<>();
    long begin;
    long end;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < pace.slots(); i++) {
          running.add(threads.submit(this::slot));
        }
        running.add(threads.submit(this::heartbeats));
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        end = System.nanoTime();
      } finally {
        stopped = true;
      }
    }
    for (Future<?> one : running) {
      if (one.state() == Future.State.FAILED) {
        throw new IllegalStateException("a slot has failed", one.exceptionNow());
      }
    }
    return shares(begin, end);
  }

  private Shares shares(long begin, long end) {
    Map<UUID, Double> seconds = new HashMap<>();
    for (Hold hold : holds) {
      double within = hold.within(begin, end);
      if (within > 0) {
        seconds.merge(hold.tenant(), within, Double::sum);
      }
    }
    double all = pace.slots() * (end - begin) / 1e9;
    double taken = seconds.values().stream().mapToDouble(x -> x).sum();
    return new Shares(seconds, 1 - taken / all);
  }

  private Void slot() throws Exception {
    while (!stopped) {
      Optional<Lease> claimed = claims.claim();
      long from = System.nanoTime();
      Lease lease =
          claimed.orElseThrow(() -> new IllegalStateException("there was nothing to claim"));
      held.add(lease);
      boolean ended = hold(lease);
      held.remove(lease);
      if (ended) {
        rollouts.end(lease, END);
      } else {
        leases.handBack(lease);
      }
      holds.add(new Hold(lease.tenantId(), from, System.nanoTime()));
    }
    return null;
  }

  /** Step after step, from where it was left. */
  private boolean hold(Lease lease) throws InterruptedException {
    UUID id = lease.rolloutId();
    leaving.remove(id);
    Duration rest = Optional.ofNullable(left.remove(id)).orElse(length.apply(lease.tenantId()));
    while (rest.isPositive()) {
      if (leaving.remove(id)) {
        left.put(id, rest);
        return false;
      }
      Duration step = rest.compareTo(pace.step()) < 0 ? rest : pace.step();
      TimeUnit.NANOSECONDS.sleep(step.toNanos());
      rest = rest.minus(step);
    }
    return true;
  }

  private Void heartbeats() throws InterruptedException {
    while (!stopped) {
      leases
          .heartbeat(List.copyOf(held))
          .forEach(
              (id, wishes) -> {
                if (wishes.giveWay()) {
                  leaving.add(id);
                }
              });
      TimeUnit.NANOSECONDS.sleep(pace.heartbeat().toNanos());
    }
    return null;
  }
}
