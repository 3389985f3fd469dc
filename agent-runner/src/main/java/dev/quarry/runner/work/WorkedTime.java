package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.WorkClock;
import java.time.Duration;
import java.time.Instant;

/**
 * Time worked on a rollout: from each lease to the last step under it, plus the time since the
 * present holder began. Waiting between leases does not count.
 */
final class WorkedTime implements WorkClock {
  private final long earlierMillis;
  private final Time time;
  private final long startNanos;

  /**
   * @param found the steps that the present holder found, its own lease last
   */
  WorkedTime(Trajectory found, Time time) {
    this.time = time;
    this.startNanos = time.nanos();
    this.earlierMillis = earlier(found);
  }

  static long earlier(Trajectory found) {
    long sum = 0;
    Instant since = null;
    Instant last = null;
    for (StepRecord record : found.steps()) {
      if (record.step() instanceof Step.Leased) {
        if (since != null && last != null) {
          sum += Duration.between(since, last).toMillis();
        }
        since = record.at();
      }
      last = record.at();
    }
    return sum;
  }

  @Override
  public long workedMillis() {
    return earlierMillis + millis();
  }

  @Override
  public long millis() {
    return (time.nanos() - startNanos) / 1_000_000;
  }
}
