package dev.quarry.runner.work.sim;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.trajectory.StepTable;
import java.time.Duration;
import java.util.function.Consumer;

/** What a simulated process gets from its world. */
public record RunnerParts(
    Database database, Bench bench, Time time, Limits limits, Consumer<JobEvent> announcements) {

  /** The ports to the database. */
  public record Database(Claims claims, Leases leases, Rollouts rollouts, StepTable steps) {
    Database with(Claims other) {
      return new Database(other, leases, rollouts, steps);
    }

    Database with(Leases other) {
      return new Database(claims, other, rollouts, steps);
    }

    Database with(Rollouts other) {
      return new Database(claims, leases, other, steps);
    }

    Database with(StepTable other) {
      return new Database(claims, leases, rollouts, other);
    }
  }

  /** Settings, as an operator would make them. */
  public record Limits(
      int slots,
      Duration lease,
      Duration sweep,
      Duration drain,
      Duration handOverPause,
      int journalBatch) {}

  /** Makes runners of parts. */
  @FunctionalInterface
  public interface Factory {
    RunnerProcess make(RunnerParts parts);
  }
}
