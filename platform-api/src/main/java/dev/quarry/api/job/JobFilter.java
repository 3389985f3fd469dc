package dev.quarry.api.job;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Mode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, newest first.
 *
 * @param project id
 * @param after the place where the page before ended; null for the first page
 * @param limit jobs of the page, at least 1
 */
public record JobFilter(
    @Nullable JobState state,
    @Nullable Mode mode,
    @Nullable UUID project,
    @Nullable Cursor after,
    int limit) {}
