package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.testing.MemoryTables.Job;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.testing.MemoryTables.Tenant;
import dev.quarry.runner.work.sim.Chronicle.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What must hold of the database after every commit, compared with what was there before. */
final class CommitChecks {
  private final World world;
  private final ChargeChecks charges;
  private final Map<UUID, Before> rollouts = new HashMap<>();
  private final Map<UUID, JobState> ended = new HashMap<>();

  /** A rollout after the commit before. */
  private static final class Before {
    private JobState state = JobState.QUEUED;
    private long epoch;
    private int attempts;
    private @Nullable Instant leaseUntil;
    private final List<StoredStep> steps = new ArrayList<>();
  }

  CommitChecks(World world) {
    this.world = world;
    this.charges = new ChargeChecks(world, World.PRICE);
  }

  void check() {
    for (Rollout rollout : world.tables().rollouts.values()) {
      Before before = rollouts.computeIfAbsent(rollout.id, id -> new Before());
      rolloutThatHasEndedStays(rollout, before);
      leaseIsTakenOnlyWhenItHasExpired(rollout, before);
      stepsAreInOrder(rollout, before);
      before.state = rollout.state;
      before.epoch = rollout.epoch;
      before.attempts = rollout.attempts;
      before.leaseUntil = rollout.leaseUntil;
    }
    world.tables().jobs.values().forEach(this::jobThatHasEndedStays);
    world.tables().jobs.values().forEach(this::jobIsPausedWhenItsRolloutsAre);
    world.tables().tenants.values().forEach(this::countersSayWhatIs);
    charges.check();
  }

  private void rolloutThatHasEndedStays(Rollout rollout, Before before) {
    if (before.state.terminal() && !rollout.state.equals(before.state)) {
      world.violated(
          Invariant.ONE_END,
          "%s was %s and is %s"
              .formatted(world.name(rollout.id), before.state.name(), rollout.state.name()));
    }
  }

  private void jobThatHasEndedStays(Job job) {
    if (job.state.terminal()) {
      JobState before = ended.putIfAbsent(job.id, job.state);
      if (before != null && !before.equals(job.state)) {
        world.violated(
            Invariant.ONE_END,
            "job-%d was %s and is %s"
                .formatted(world.plan(job.id).number(), before.name(), job.state.name()));
      }
    }
  }

  private void jobIsPausedWhenItsRolloutsAre(Job job) {
    boolean open = false;
    boolean paused = true;
    for (Rollout rollout : job.rollouts) {
      open |= !rollout.state.terminal();
      paused &= rollout.state.terminal() || rollout.state.equals(JobState.PAUSED);
    }
    if ((open && paused) != job.state.equals(JobState.PAUSED)) {
      world.violated(
          Invariant.PAUSED_RESTS,
          "job-%d is %s, its rollouts are %s"
              .formatted(
                  world.plan(job.id).number(),
                  job.state.name(),
                  job.rollouts.stream().map(r -> r.state.name()).toList()));
    }
  }

  private void leaseIsTakenOnlyWhenItHasExpired(Rollout rollout, Before before) {
    boolean taken = rollout.epoch != before.epoch && before.state.equals(JobState.RUNNING);
    if (rollout.attempts != before.attempts + (taken ? 1 : 0)) {
      world.violated(
          Invariant.ATTEMPTS,
          "%s had %d attempts and has %d"
              .formatted(world.name(rollout.id), before.attempts, rollout.attempts));
    }
    if (!taken) {
      return;
    }
    world.chronicle().count(Count.TAKEOVERS);
    Instant until = before.leaseUntil;
    if (until == null || !until.isBefore(world.statementBegan())) {
      world.violated(
          Invariant.LEASE_HOLDS,
          "%s was taken at %s although its lease lasts until %s"
              .formatted(world.name(rollout.id), world.statementBegan(), until));
    }
  }

  private void stepsAreInOrder(Rollout rollout, Before before) {
    for (StoredStep step : rollout.steps.tailMap(before.steps.size() + 1L).values()) {
      long lastEpoch = before.steps.isEmpty() ? 0 : before.steps.getLast().epoch();
      String place = "step %d of %s".formatted(step.seq(), world.name(rollout.id));
      if (step.seq() != before.steps.size() + 1) {
        world.violated(Invariant.STEPS_IN_ORDER, place + " follows step " + before.steps.size());
      } else if (step.epoch() < lastEpoch) {
        world.violated(
            Invariant.STEPS_IN_ORDER,
            "%s was written under epoch %d after epoch %d had begun"
                .formatted(place, step.epoch(), lastEpoch));
      } else if (step.epoch() > lastEpoch != step.kind().equals("leased")) {
        world.violated(
            Invariant.STEPS_IN_ORDER,
            "%s, %s, is of epoch %d after one of epoch %d"
                .formatted(place, step.kind(), step.epoch(), lastEpoch));
      }
      world.chronicle().count(Count.STEPS);
      before.steps.add(step);
    }
    if (rollout.steps.size() < before.steps.size()) {
      world.violated(Invariant.STEPS_IN_ORDER, "steps of " + world.name(rollout.id) + " are gone");
    }
  }

  /** Once at the end: a step that is there is there for good, and charged. */
  void stepsNeverChanged() {
    charges.allIsCharged();
    for (Rollout rollout : world.tables().rollouts.values()) {
      Before before = rollouts.get(rollout.id);
      if (before != null && !List.copyOf(rollout.steps.values()).equals(before.steps)) {
        world.violated(
            Invariant.STEPS_IN_ORDER, "steps of " + world.name(rollout.id) + " have changed");
      }
    }
  }

  private void countersSayWhatIs(Tenant tenant) {
    long queued = count(tenant, JobState.QUEUED);
    long running = count(tenant, JobState.RUNNING);
    if (queued != tenant.queued || running != tenant.running) {
      world.violated(
          Invariant.COUNTERS,
          "queued is %d and counted as %d, running is %d and counted as %d"
              .formatted(queued, tenant.queued, running, tenant.running));
    }
    if (running > tenant.maxRunning) {
      world.violated(
          Invariant.CAP, "%d are running, the cap is %d".formatted(running, tenant.maxRunning));
    }
  }

  private long count(Tenant tenant, JobState state) {
    return world.tables().rollouts.values().stream()
        .filter(r -> r.tenantId().equals(tenant.id) && r.state.equals(state))
        .count();
  }
}
