package dev.quarry.core.testing;

import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.testing.MemoryTables.Job;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.Used;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What {@code RolloutStore} does. */
final class MemoryRollouts implements Rollouts {
  private final MemoryTables tables;
  private final MemoryCharge charge;
  private final Supplier<Instant> now;

  MemoryRollouts(MemoryTables tables, MemoryCharge charge, Supplier<Instant> now) {
    this.tables = tables;
    this.charge = charge;
    this.now = now;
  }

  @Override
  public Begun begin(Lease lease) {
    Job job = tables.jobs.get(lease.jobId());
    if (job == null) {
      throw new StorageException(new SQLException("job %s is gone".formatted(lease.jobId())));
    }
    if (job.state.equals(JobState.QUEUED)) {
      job.state = JobState.RUNNING;
    }
    return new Begun(job.spec, steps(lease));
  }

  @Override
  public Trajectory steps(Lease lease) {
    Rollout rollout = tables.rollouts.get(lease.rolloutId());
    return rollout == null ? Trajectory.empty() : Trajectory.of(rollout.records());
  }

  @Override
  public List<Step.InputReceived> inputs(Lease lease, int after) {
    return Objects.requireNonNull(tables.jobs.get(lease.jobId())).inputs.stream()
        .filter(i -> i.ordinal() > after)
        .toList();
  }

  @Override
  public Parked pause(Lease lease) throws LeaseLostException {
    Rollout rollout = held(lease);
    if (rollout.cancelRequested) {
      return Parked.CANCELLED;
    }
    if (!rollout.pauseRequested) {
      return Parked.RESUMED;
    }
    park(rollout, JobState.PAUSED);
    pauseJob(rollout.job);
    return Parked.DONE;
  }

  @Override
  public Parked await(Lease lease, Step.InputRequested request) throws LeaseLostException {
    Rollout rollout = held(lease);
    if (rollout.cancelRequested) {
      return Parked.CANCELLED;
    }
    park(rollout, JobState.WAITING_INPUT);
    if (rollout.job.endedAt == null) {
      rollout.job.state = JobState.WAITING_INPUT;
      rollout.job.awaiting = request;
    }
    tables.announce(rollout.job, JobState.WAITING_INPUT);
    return Parked.DONE;
  }

  @Override
  public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
    Rollout rollout = held(lease);
    tables.become(rollout, end.state());
    rollout.endedAt = now.get();
    leave(rollout);
    use(rollout, end.use());
    if (tables.rolloutsOf(lease.jobId()).stream().allMatch(r -> r.endedAt != null)) {
      endJob(rollout.job, end);
    } else {
      pauseJob(rollout.job);
    }
  }

  @Override
  public void account(Lease lease, RolloutUse use) throws LeaseLostException {
    use(held(lease), use);
  }

  private void use(Rollout rollout, RolloutUse use) {
    tables.used.removeIf(used -> used.rolloutId().equals(rollout.id));
    for (RolloutUse.Line line : use.lines()) {
      tables.used.add(new Used(rollout.tenantId(), rollout.job.id, rollout.id, line));
    }
  }

  private Rollout held(Lease lease) throws LeaseLostException {
    return tables
        .held(lease)
        .orElseThrow(
            () ->
                new LeaseLostException(
                    lease.rolloutId(), "its epoch is no longer " + lease.epoch()));
  }

  private void park(Rollout rollout, JobState state) {
    tables.become(rollout, state);
    rollout.pauseRequested = false;
    leave(rollout);
  }

  private void leave(Rollout rollout) {
    rollout.owner = null;
    rollout.leaseUntil = null;
    tables.tenant(rollout.tenantId()).running--;
    charge.leave(rollout, now.get());
  }

  private void pauseJob(Job job) {
    List<JobState> states = tables.rolloutsOf(job.id).stream().map(r -> r.state).toList();
    boolean atWork = job.state.equals(JobState.RUNNING) || job.state.equals(JobState.QUEUED);
    if (atWork
        && states.contains(JobState.PAUSED)
        && !states.contains(JobState.RUNNING)
        && !states.contains(JobState.QUEUED)) {
      job.state = JobState.PAUSED;
      tables.announce(job, JobState.PAUSED);
    }
  }

  private void endJob(Job job, RolloutEnd end) {
    if (job.endedAt == null) {
      job.state = end.state();
      job.end = end;
      job.endedAt = now.get();
    }
    tables.announce(job, end.state());
  }
}
