package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.testing.MemoryTables.Job;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.Tenant;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.Usage;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What must hold when all is done. */
final class EndChecks {
  /** Holders without a trace before one that writes the rollout off. */
  private static final int POISON_ATTEMPTS = 3;

  private final World world;

  EndChecks(World world) {
    this.world = world;
  }

  void check() {
    world.commits().stepsNeverChanged();
    world.tables().tenants.values().forEach(this::nothingIsReserved);
    world.tables().jobs.values().forEach(this::jobEndedAsItShould);
    for (Rollout rollout : world.tables().rollouts.values()) {
      Trajectory trajectory = Trajectory.of(rollout.records());
      promptsAreRebuilt(rollout, trajectory);
      poisonLeftNothingBehind(rollout, trajectory);
      endedAsItsScriptSays(rollout, trajectory);
      atMostOneCallIsLostByEachHolder(rollout, trajectory);
      recordedEffectsHappened(rollout, trajectory);
      usageIsWhatStepsSay(rollout, trajectory);
      messagesAreTakenInOnce(rollout, trajectory);
    }
  }

  /**
   * @return the jobs that have not ended, for people
   */
  String open() {
    return world.tables().rollouts.values().stream()
        .filter(r -> r.endedAt == null)
        .map(r -> "%s is %s".formatted(world.name(r.id), r.state.name()))
        .collect(Collectors.joining(", "));
  }

  private void nothingIsReserved(Tenant tenant) {
    if (tenant.queued != 0 || tenant.running != 0) {
      world.violated(
          Invariant.COUNTERS,
          "%d queued and %d running are left".formatted(tenant.queued, tenant.running));
    }
  }

  private void jobEndedAsItShould(Job job) {
    List<Rollout> rollouts = world.tables().rolloutsOf(job.id);
    boolean asOneOfThem = rollouts.stream().anyMatch(r -> r.state.equals(job.state));
    boolean allEnded = rollouts.stream().allMatch(r -> r.endedAt != null);
    if (!asOneOfThem || !allEnded) {
      world.violated(
          Invariant.RIGHT_END,
          "job-%d ended as %s, its rollouts are %s"
              .formatted(
                  world.plan(job.id).number(),
                  job.state.name(),
                  rollouts.stream().map(r -> r.state.name()).toList()));
    }
  }

  private void endedAsItsScriptSays(Rollout rollout, Trajectory trajectory) {
    JobPlan plan = world.plan(rollout.job.id);
    Optional<Step.Ended> ended = trajectory.ended();
    boolean cancelled = rollout.state.equals(JobState.CANCELLED);
    if (cancelled) {
      if (!rollout.cancelRequested) {
        wrongEnd(rollout, ended);
      }
      return;
    }
    Termination termination = ended.map(Step.Ended::termination).orElse(null);
    boolean right =
        switch (plan.script().trouble()) {
          case NONE ->
              termination == Termination.POISON
                  || (rollout.state.equals(
                          trajectory.limitHit().isPresent() ? JobState.PARTIAL : JobState.SUCCEEDED)
                      && termination == Termination.ANSWER
                      && ScriptedModel.answer(plan).equals(ended.get().answer()));
          case POISON -> termination == Termination.POISON || trajectory.limitHit().isPresent();
          case MODEL_FAILS ->
              termination == Termination.POISON
                  || termination == Termination.MODEL_FAILED
                  || trajectory.limitHit().isPresent();
        };
    if (!right) {
      wrongEnd(rollout, ended);
    }
  }

  private void wrongEnd(Rollout rollout, Optional<Step.Ended> ended) {
    world.violated(
        Invariant.RIGHT_END,
        "%s ended as %s: %s".formatted(world.name(rollout.id), rollout.state.name(), ended));
  }

  private void poisonLeftNothingBehind(Rollout rollout, Trajectory trajectory) {
    int holders = 0;
    boolean written = false;
    for (StepRecord record : trajectory.steps()) {
      if (record.step() instanceof Step.Ended e && e.termination() == Termination.POISON) {
        written = true;
        break;
      }
      holders = record.step() instanceof Step.Leased ? holders + 1 : 0;
    }
    if (!written) {
      return;
    }
    world.chronicle().count(Count.POISONED);
    if (holders < POISON_ATTEMPTS + 1) {
      world.violated(
          Invariant.POISON,
          "%s was written off after %d attempts in a row without a step"
              .formatted(world.name(rollout.id), holders - 1));
    }
  }

  private void promptsAreRebuilt(Rollout rollout, Trajectory trajectory) {
    Optional<Brief> brief = trajectory.brief();
    if (brief.isEmpty()) {
      return;
    }
    for (StepRecord record : trajectory.steps()) {
      Bench.rebuilt(brief.get(), trajectory.before(record.seq()), record.step())
          .map(Prompt::hash)
          .filter(hash -> !hash.equals(Acts.promptHash(record.step())))
          .ifPresent(
              hash ->
                  world.violated(
                      Invariant.PROMPT_REBUILT,
                      "the prompt of step %d of %s"
                          .formatted(record.seq(), world.name(rollout.id))));
    }
  }

  private void atMostOneCallIsLostByEachHolder(Rollout rollout, Trajectory trajectory) {
    for (long epoch = 1; epoch <= rollout.epoch; epoch++) {
      long of = epoch;
      long recorded =
          trajectory.steps().stream()
              .filter(s -> s.epoch() == of && !Acts.promptHash(s.step()).isEmpty())
              .count();
      int asked = world.acts().asked(rollout.id, epoch);
      if (asked > recorded + 1) {
        world.violated(
            Invariant.ONE_CALL_LOST,
            "%s@%d asked %d times and recorded %d replies"
                .formatted(world.name(rollout.id), epoch, asked, recorded));
      }
    }
  }

  private void recordedEffectsHappened(Rollout rollout, Trajectory trajectory) {
    for (Round round : trajectory.rounds()) {
      for (Step.ToolReturned result : round.results()) {
        int times = world.acts().effects(rollout.id, round.number(), result.call());
        if ("outcome-unknown".equals(result.failure())) {
          world.chronicle().count(Count.UNKNOWN_OUTCOMES);
        } else if (result.failure() == null && times == 0) {
          world.violated(
              Invariant.DURABLE_IS_THERE,
              "call %d of round %d of %s is recorded and never happened"
                  .formatted(result.call(), round.number(), world.name(rollout.id)));
        }
      }
    }
  }

  private void usageIsWhatStepsSay(Rollout rollout, Trajectory trajectory) {
    List<RolloutUse.Line> charged =
        world.tables().used.stream()
            .filter(u -> u.rolloutId().equals(rollout.id))
            .map(u -> u.line())
            .toList();
    if (trajectory.ended().isEmpty()) {
      return;
    }
    Usage used = trajectory.usage();
    long models = sum(charged, "model");
    long tools = sum(charged, "tool");
    long tokens = charged.stream().mapToLong(l -> l.inputTokens() + l.outputTokens()).sum();
    if (models != used.modelCalls()
        || tools != used.toolCalls()
        || tokens != used.tokens().total()) {
      world.violated(
          Invariant.USAGE,
          "%s is charged for %s and used %s".formatted(world.name(rollout.id), charged, used));
    }
  }

  private void messagesAreTakenInOnce(Rollout rollout, Trajectory trajectory) {
    List<Integer> taken =
        trajectory.steps().stream()
            .map(StepRecord::step)
            .filter(Step.InputReceived.class::isInstance)
            .map(s -> ((Step.InputReceived) s).ordinal())
            .toList();
    for (int i = 0; i < taken.size(); i++) {
      if (taken.get(i) != i + 1) {
        world.violated(
            Invariant.MESSAGES, "%s has messages %s".formatted(world.name(rollout.id), taken));
        return;
      }
    }
    if (trajectory.ended().map(e -> e.termination() == Termination.ANSWER).orElse(false)) {
      int due = world.acts().due(rollout);
      if (taken.size() < due) {
        world.violated(
            Invariant.MESSAGES,
            "%s has taken in %d messages, %d came in time"
                .formatted(world.name(rollout.id), taken.size(), due));
      }
    }
  }

  private static long sum(List<RolloutUse.Line> lines, String kind) {
    return lines.stream()
        .filter(l -> l.kind().equals(kind))
        .mapToLong(RolloutUse.Line::calls)
        .sum();
  }
}
