package dev.quarry.core.testing;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.testing.MemoryTables.Job;
import dev.quarry.core.testing.MemoryTables.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What {@code JobIntake} does to rollouts and counters. The job's own row is the caller's. */
public final class MemoryIntake {
  private final MemoryTables tables;
  private final Supplier<Instant> now;

  MemoryIntake(MemoryTables tables, Supplier<Instant> now) {
    this.tables = tables;
    this.now = now;
  }

  /** A queued job. */
  public void enqueue(
      UUID tenantId, UUID jobId, JobSpec spec, List<UUID> rollouts, Schedule schedule) {
    boolean due = schedule.notBefore().map(t -> !t.isAfter(now.get())).orElse(true);
    Job job = new Job(tenantId, jobId, spec);
    tables.jobs.put(jobId, job);
    for (UUID id : rollouts) {
      Rollout rollout = new Rollout(id, job, rollouts.indexOf(id), schedule.priority(), now.get());
      schedule.notBefore().ifPresent(t -> rollout.notBefore = t);
      job.rollouts.add(rollout);
      tables.rollouts.put(id, rollout);
      tables.become(rollout, JobState.QUEUED);
      tables.permit(rollout);
    }
    tables.joinQueue(tables.tenant(tenantId), rollouts.size(), due);
  }

  /**
   * @return how many of the job's rollouts still run
   */
  public int cancel(UUID jobId) {
    for (Rollout rollout : tables.rolloutsOf(jobId)) {
      if (rollout.state.terminal()) {
        continue;
      }
      rollout.cancelRequested = true;
      if (!rollout.state.equals(JobState.RUNNING)) {
        leaveQueue(rollout);
        tables.become(rollout, JobState.CANCELLED);
        rollout.endedAt = now.get();
      }
    }
    return running(jobId);
  }

  /**
   * @return how many of the job's rollouts still run
   */
  public int pause(UUID jobId) {
    for (Rollout rollout : tables.rolloutsOf(jobId)) {
      if (rollout.state.equals(JobState.QUEUED)) {
        leaveQueue(rollout);
        tables.become(rollout, JobState.PAUSED);
        rollout.pauseRequested = false;
      } else if (rollout.state.equals(JobState.RUNNING)) {
        rollout.pauseRequested = true;
      }
    }
    return running(jobId);
  }

  public void resume(UUID jobId) {
    tables.rolloutsOf(jobId).forEach(r -> r.pauseRequested = false);
    requeue(jobId, JobState.PAUSED);
  }

  public void answer(UUID jobId) {
    requeue(jobId, JobState.WAITING_INPUT);
  }

  public void input(UUID jobId) {
    tables.rolloutsOf(jobId).stream().filter(r -> r.endedAt == null).forEach(r -> r.inputs++);
  }

  private int running(UUID jobId) {
    return (int)
        tables.rolloutsOf(jobId).stream().filter(r -> r.state.equals(JobState.RUNNING)).count();
  }

  private void requeue(UUID jobId, JobState from) {
    List<Rollout> queued =
        tables.rolloutsOf(jobId).stream().filter(r -> r.state.equals(from)).toList();
    for (Rollout rollout : queued) {
      tables.become(rollout, JobState.QUEUED);
      tables.permit(rollout);
    }
    if (!queued.isEmpty()) {
      tables.joinQueue(tables.tenant(queued.getFirst().tenantId()), queued.size(), true);
    }
  }

  private void leaveQueue(Rollout rollout) {
    if (rollout.state.equals(JobState.QUEUED)) {
      tables.tenant(rollout.tenantId()).queued--;
    }
  }
}
