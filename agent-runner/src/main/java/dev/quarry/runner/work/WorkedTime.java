package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.WorkClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
        sum += between(since, last);
        since = record.at();
      }
      last = record.at();
    }
    return sum;
  }

  /**
   * @return milliseconds from each lease to the last step under it, the last lease included
   */
  static long between(Trajectory soFar) {
    Instant since = null;
    for (StepRecord record : soFar.steps().reversed()) {
      if (record.step() instanceof Step.Leased) {
        since = record.at();
        break;
      }
    }
    return earlier(soFar) + (since == null ? 0 : between(since, soFar.steps().getLast().at()));
  }

  private static long between(@Nullable Instant since, @Nullable Instant last) {
    return since == null || last == null ? 0 : Duration.between(since, last).toMillis();
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
