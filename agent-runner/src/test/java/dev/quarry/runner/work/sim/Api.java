package dev.quarry.runner.work.sim;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.testing.MemoryIntake;
import dev.quarry.core.testing.MemoryTables.Job;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the API does for its users: each change in one transaction, as {@code ControlStore} has it.
 */
final class Api {
  private static final Duration LATER = Duration.ofSeconds(1);

  private final World world;
  private final Dice dice;
  private final MemoryIntake intake;
  private final Map<Integer, UUID> jobIds = new HashMap<>();
  private final Set<UUID> answering = new HashSet<>();

  Api(World world) {
    this.world = world;
    this.dice = new Dice(world.scenario().seed(), "api");
    this.intake = world.database().intake();
  }

  void submit(JobPlan plan) {
    UUID jobId = world.id();
    world.planned(jobId, plan);
    jobIds.put(plan.number(), jobId);
    var rollouts = new ArrayList<UUID>();
    for (int i = 0; i < plan.form().rollouts(); i++) {
      rollouts.add(world.id());
    }
    world.statementBegan(world.instant());
    intake.enqueue(
        world.tenantId(plan.tenant()), jobId, spec(plan), rollouts, Schedule.of(plan.priority()));
    world.tables().rolloutsOf(jobId).forEach(this::begunEarlier);
    world.chronicle().count(Count.JOBS);
    world.note("job-%d comes".formatted(plan.number()));
    world.commits().check();
  }

  /** Work that earlier code has left behind. */
  private void begunEarlier(Rollout rollout) {
    for (StoredStep step : world.given()) {
      rollout.steps.put(step.seq(), step);
      rollout.epoch = step.epoch();
      if (step.record().step() instanceof Step.InputReceived input) {
        rollout.job.inputs.add(input);
        rollout.inputs++;
      }
    }
    world.acts().tookEffectEarlier(rollout);
  }

  private static JobSpec spec(JobPlan plan) {
    return new JobSpec(
        "What is known of job-%d?".formatted(plan.number()),
        plan.form().mode(),
        List.of("simulated"),
        List.of(),
        plan.form().protocol().name(),
        new Budget(plan.script().rounds(), 60, 200, 10_000_000, 600_000),
        Map.of(),
        plan.form().clarify(),
        plan.form().approvePlan(),
        null);
  }

  /** The user sees the job once it is there. */
  void grant(Wish wish) {
    UUID jobId = jobIds.get(wish.job());
    if (jobId == null) {
      world.after(LATER, () -> grant(wish));
      return;
    }
    Job job = world.tables().jobs.get(jobId);
    if (job.state.terminal()) {
      return;
    }
    world.statementBegan(world.instant());
    switch (wish) {
      case Wish.Cancel w -> cancel(job, w);
      case Wish.Pause w -> pause(job, w);
      case Wish.Steer w -> steer(job, w);
    }
    world.commits().check();
  }

  private void cancel(Job job, Wish.Cancel wish) {
    world.note(wish.toString());
    world.chronicle().count(Count.CANCELS);
    if (intake.cancel(job.id) == 0) {
      job.state = JobState.CANCELLED;
      job.endedAt = world.instant();
      job.awaiting = null;
      job.end =
          new RolloutEnd(
              JobState.CANCELLED, Termination.CANCELLED, null, null, null, RolloutUse.NONE);
    }
    tell(wish, job, "cancel");
  }

  private void pause(Job job, Wish.Pause wish) {
    if (job.state.equals(JobState.WAITING_INPUT) || job.state.equals(JobState.PAUSED)) {
      return;
    }
    world.note(wish.toString());
    world.chronicle().count(Count.PAUSES);
    if (intake.pause(job.id) == 0) {
      job.state = JobState.PAUSED;
    }
    tell(wish, job, "pause");
    world.after(wish.length(), () -> resume(job));
  }

  private void resume(Job job) {
    if (job.state.terminal()) {
      return;
    }
    if (job.state.equals(JobState.WAITING_INPUT)) {
      // Asked in the meantime: its answer resumes what there is to be resumed.
      return;
    }
    world.statementBegan(world.instant());
    world.note("job-%d is resumed".formatted(world.plan(job.id).number()));
    intake.resume(job.id);
    if (job.state.equals(JobState.PAUSED)) {
      job.state = JobState.QUEUED;
    }
    world.commits().check();
  }

  private void steer(Job job, Wish.Steer wish) {
    if (job.state.equals(JobState.WAITING_INPUT)) {
      return;
    }
    world.note(wish.toString());
    world.chronicle().count(Count.MESSAGES);
    say(job, InputKind.STEER, "Mind the weather.", false);
    tell(wish, job, "input");
  }

  private void say(Job job, InputKind kind, String message, boolean approved) {
    job.inputs.add(new Step.InputReceived(job.inputs.size() + 1, kind, message, approved));
    world.acts().said(job.id);
    intake.input(job.id);
  }

  private void tell(Wish wish, Job job, String type) {
    if (wish.announced()) {
      String record = "{\"type\":\"%s\",\"jobId\":\"%s\"}".formatted(type, job.id);
      world.hosts().forEach(host -> host.told(record));
    }
  }

  /** Every second: whoever is asked something answers after a while. */
  void look() {
    for (Job job : world.tables().jobs.values()) {
      if (job.state.equals(JobState.WAITING_INPUT) && answering.add(job.id)) {
        world.after(dice.millis(500, 20_000), () -> answer(job));
      }
    }
  }

  private void answer(Job job) {
    answering.remove(job.id);
    Step.InputRequested asked = job.awaiting;
    if (!job.state.equals(JobState.WAITING_INPUT) || asked == null) {
      return;
    }
    world.statementBegan(world.instant());
    boolean approved = asked.kind() == Preliminary.PLAN && !dice.oneIn(3);
    world.note("job-%d is answered".formatted(world.plan(job.id).number()));
    world.chronicle().count(Count.ANSWERS);
    say(job, InputKind.ANSWER, approved ? "" : "The one by the sea.", approved);
    intake.answer(job.id);
    job.state = JobState.QUEUED;
    job.awaiting = null;
    world.commits().check();
  }
}
