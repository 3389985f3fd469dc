package dev.quarry.api.job;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Mode;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, newest first.
 *
 * @param after the place where the page before ended; null for the first page
 * @param limit jobs of the page, at least 1
 */
public record JobFilter(
    @Nullable JobState state, @Nullable Mode mode, @Nullable Cursor after, int limit) {}
