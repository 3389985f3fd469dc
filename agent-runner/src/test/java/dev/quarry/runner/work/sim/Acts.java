package dev.quarry.runner.work.sim;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.ToolEffect;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.work.sim.Chronicle.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What holders of leases do, and whether they may. */
final class Acts {
  /** The fence is looked at every second, and a timer adds up to a tenth. */
  private static final Duration FENCE_GRACE = Duration.ofMillis(1_150);

  /** Two thirds of a lease, on a slow clock. */
  private static final Duration TO_BE_TOLD = Duration.ofSeconds(22);

  /** What it may take until work that is interrupted stands still. */
  private static final Duration TO_LEAVE = Duration.ofSeconds(1);

  private final World world;
  private final Map<Holding, Standing> standings = new HashMap<>();
  private final Map<Holding, Integer> asked = new HashMap<>();
  private final Set<Holding> engines = new HashSet<>();
  private final Map<Place, String> keys = new HashMap<>();
  private final Map<Place, Integer> effects = new HashMap<>();
  private final Map<String, Long> troubles = new HashMap<>();
  private final Map<UUID, Long> lastAsked = new HashMap<>();
  private final Map<UUID, List<Long>> said = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** A lease, as one of its rollout. */
  record Holding(UUID rolloutId, long epoch) {
    static Holding of(Lease lease) {
      return new Holding(lease.rolloutId(), lease.epoch());
    }
  }

  /** A tool call, whoever makes it. */
  record Place(UUID rolloutId, int round, int call) {}

  /** A holder that waits for an answer of model or tool. */
  record Waiting(Lease lease, Host host, Scheduler.Process process) {}

  /** What a holder knows of its lease. */
  private static final class Standing {
    private final long claimedAt;
    private long confirmedAt;
    private long lostAt = Long.MAX_VALUE;

    private Standing(long sent) {
      claimedAt = sent;
      confirmedAt = sent;
    }
  }

  Acts(World world) {
    this.world = world;
  }

  void claimed(Lease lease, long sent) {
    standings.put(Holding.of(lease), new Standing(sent));
  }

  void beaten(Collection<Lease> leases, Map<UUID, Leases.Wishes> kept, long sent) {
    for (Lease lease : leases) {
      Standing standing = standings.get(Holding.of(lease));
      if (standing == null) {
        continue;
      }
      if (kept.containsKey(lease.rolloutId())) {
        standing.confirmedAt = sent;
      } else {
        standing.lostAt = Math.min(standing.lostAt, world.now());
      }
    }
  }

  /** Something comes between a process and the database. */
  void troubled(Scheduler.Process process, Duration length) {
    troubles.merge(process.name(), world.now() + length.toNanos(), Math::max);
  }

  void opens(Lease lease) {
    if (!engines.add(Holding.of(lease))) {
      world.violated(
          Invariant.LEASE_HOLDS,
          "%s is worked on twice under epoch %d"
              .formatted(world.name(lease.rolloutId()), lease.epoch()));
    }
  }

  /** A call of model or tool is about to leave the process. */
  void begins(Lease lease, Host host, String what) {
    Standing standing = standings.get(Holding.of(lease));
    if (standing == null) {
      return;
    }
    String who =
        "%s@%d on runner-%d begins %s"
            .formatted(world.name(lease.rolloutId()), lease.epoch(), host.number(), what);
    if (world.now() > Math.max(standing.lostAt, host.thawedAt())
        && standing.lostAt < Long.MAX_VALUE) {
      world.violated(
          Invariant.LOST_IS_LEFT,
          "%s, %s after it was told"
              .formatted(who, Moment.seconds(Duration.ofNanos(world.now() - standing.lostAt))));
    }
    long quiet = host.local(world.now() - standing.confirmedAt);
    boolean hadTime = host.local(world.now() - host.thawedAt()) > FENCE_GRACE.toNanos();
    if (hadTime && quiet > World.LEASE.multipliedBy(2).dividedBy(3).plus(FENCE_GRACE).toNanos()) {
      world.violated(
          Invariant.FENCED_IS_QUIET,
          "%s, %s after its last confirmation"
              .formatted(who, Moment.seconds(Duration.ofNanos(quiet))));
    }
  }

  /** A job's user has sent a message. */
  void said(UUID jobId) {
    said.computeIfAbsent(jobId, id -> new ArrayList<>()).add(world.now());
  }

  /**
   * @return how many messages were there so long before the rollout's last prompt that a heartbeat
   *     must have told of them, or failed for so long that the prompt could not be sent
   */
  int due(Rollout rollout) {
    long last = lastAsked.getOrDefault(rollout.id, 0L) - TO_BE_TOLD.toNanos();
    return (int)
        said.getOrDefault(rollout.job.id, List.of()).stream().filter(at -> at <= last).count();
  }

  Waiting waits(Lease lease, Host host, Scheduler.Process process) {
    var one = new Waiting(lease, host, process);
    waiting.add(one);
    return one;
  }

  void waitsNoMore(Waiting one) {
    waiting.removeIf(w -> w == one);
  }

  /** Every second: nobody waits on for what is not his any more. */
  void look() {
    for (Waiting one : waiting) {
      Standing standing = standings.get(Holding.of(one.lease()));
      boolean alive = !one.process().gone() && !one.process().frozen();
      if (standing == null || !alive || standing.lostAt == Long.MAX_VALUE) {
        continue;
      }
      long since = Math.max(standing.lostAt, one.host().thawedAt());
      if (world.now() - since > TO_LEAVE.toNanos()) {
        world.violated(
            Invariant.LOST_IS_LEFT,
            "%s@%d still waits for an answer, %s after it was told"
                .formatted(
                    world.name(one.lease().rolloutId()),
                    one.lease().epoch(),
                    Moment.seconds(Duration.ofNanos(world.now() - since))));
      }
    }
  }

  void asks(Lease lease, String promptHash) {
    asked.merge(Holding.of(lease), 1, Integer::sum);
    lastAsked.put(lease.rolloutId(), world.now());
    world.chronicle().count(Count.MODEL_CALLS);
    for (StoredStep step : rollout(lease).steps.values()) {
      if (step.epoch() <= lease.epoch()
          && step.body().contains(promptHash)
          && promptHash.equals(promptHash(step.record().step()))) {
        world.violated(
            Invariant.NEVER_ASKED_AGAIN,
            "%s@%d asks for what step %d has"
                .formatted(world.name(lease.rolloutId()), lease.epoch(), step.seq()));
      }
    }
  }

  static String promptHash(Step step) {
    return switch (step) {
      case Step.Drafted s -> s.promptHash();
      case Step.Replied s -> s.promptHash();
      case Step.ReplyRejected s -> s.promptHash();
      default -> "";
    };
  }

  int asked(UUID rolloutId, long epoch) {
    return asked.getOrDefault(new Holding(rolloutId, epoch), 0);
  }

  void calls(Lease lease, ToolCallRequest call) {
    world.chronicle().count(Count.TOOL_CALLS);
    String before =
        keys.putIfAbsent(
            new Place(lease.rolloutId(), call.round(), call.call()), call.idempotencyKey());
    if (before != null && !before.equals(call.idempotencyKey())) {
      world.violated(
          Invariant.KEY_STAYS,
          "call %d of round %d of %s has another key under epoch %d"
              .formatted(call.call(), call.round(), world.name(lease.rolloutId()), lease.epoch()));
    }
  }

  /** A tool call takes effect. */
  void takesEffect(Lease lease, ToolCallRequest call, ToolEffect effect) {
    int times =
        effects.merge(new Place(lease.rolloutId(), call.round(), call.call()), 1, Integer::sum);
    if (effect == ToolEffect.UNSAFE && times > 1) {
      world.violated(
          Invariant.UNSAFE_ONCE,
          "call %d of round %d of %s is carried out %d times"
              .formatted(call.call(), call.round(), world.name(lease.rolloutId()), times));
    }
  }

  /** What the steps of a rollout that was begun earlier say has taken effect. */
  void tookEffectEarlier(Rollout rollout) {
    for (Round round : Trajectory.of(rollout.records()).rounds()) {
      for (Step.ToolReturned result : round.results()) {
        effects.put(new Place(rollout.id, round.number(), result.call()), 1);
      }
    }
  }

  int effects(UUID rolloutId, int round, int call) {
    return effects.getOrDefault(new Place(rolloutId, round, call), 0);
  }

  /** The journal said that a step is durable. */
  void durable(Lease lease, StepRecord record) {
    StoredStep stored = rollout(lease).steps.get(record.seq());
    if (stored == null
        || stored.epoch() != lease.epoch()
        || !stored.body().equals(StepCodec.encode(record.step()))) {
      world.violated(
          Invariant.DURABLE_IS_THERE,
          "step %d of %s@%d is %s"
              .formatted(record.seq(), world.name(lease.rolloutId()), lease.epoch(), stored));
    }
  }

  /** What is announced is what the worker believes: its own steps go this way only. */
  void announced(JobEvent event) {
    if (event instanceof JobEvent.StepWritten written) {
      boolean there =
          world.tables().rolloutsOf(written.jobId()).stream()
              .filter(r -> r.ordinal == written.ordinal())
              .map(r -> r.steps.get(written.seq()))
              .anyMatch(s -> s != null && s.kind().equals(written.kind()));
      if (!there) {
        world.violated(
            Invariant.DURABLE_IS_THERE,
            "step %d of job-%d/%d is announced as %s and is not"
                .formatted(
                    written.seq(),
                    world.plan(written.jobId()).number(),
                    written.ordinal(),
                    written.kind()));
      }
    }
  }

  /** A process has ended in good order. */
  void drained(Scheduler.Process process) {
    long trouble = troubles.getOrDefault(process.name(), -1L);
    for (Rollout rollout : world.tables().rollouts.values()) {
      if (rollout.state.equals(JobState.RUNNING) && process.name().equals(rollout.owner)) {
        Standing standing = standings.get(new Holding(rollout.id, rollout.epoch));
        if (standing != null && standing.claimedAt > trouble) {
          world.violated(
              Invariant.CLEAN_DRAIN,
              "%s has ended and still has the lease of %s"
                  .formatted(process.name(), world.name(rollout.id)));
        }
      }
    }
  }

  private Rollout rollout(Lease lease) {
    return Objects.requireNonNull(world.tables().rollouts.get(lease.rolloutId()));
  }
}
