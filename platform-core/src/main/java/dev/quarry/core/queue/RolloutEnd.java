package dev.quarry.core.queue;

import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Report;
import dev.quarry.core.job.Termination;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout ended.
 *
 * @param state of the rollout, and of its job when it is the last one
 * @param report null when there is none
 * @param use what was used
 */
public record RolloutEnd(
    JobState.Terminal state,
    Termination termination,
    @Nullable String answer,
    @Nullable Report report,
    @Nullable JobFailure failure,
    RolloutUse use) {}
