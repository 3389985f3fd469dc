package dev.quarry.core.queue;

import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Report;
import dev.quarry.core.job.Termination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout ended.
 *
 * @param state of the rollout, and of its job when it is the last one
 * @param report null when there is none
 * @param usage what was used, per model and tool
 * @param slotSeconds how long this holder had its slot
 */
public record RolloutEnd(
    JobState.Terminal state,
    Termination termination,
    @Nullable String answer,
    @Nullable Report report,
    @Nullable JobFailure failure,
    List<UsageLine> usage,
    double slotSeconds) {
  public RolloutEnd {
    usage = List.copyOf(usage);
  }

  /**
   * A line of the usage record.
   *
   * @param kind {@code model} or {@code tool}
   * @param name of the model or tool
   */
  public record UsageLine(
      String kind, String name, long calls, long inputTokens, long outputTokens) {}
}
