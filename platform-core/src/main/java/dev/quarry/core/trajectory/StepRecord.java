package dev.quarry.core.trajectory;

import java.time.Instant;

/**
 * A step in its place.
 *
 * @param seq 1, 2, 3, … without gaps in a rollout
 * @param epoch of the lease under which it was written
 * @param at when
 */
public record StepRecord(long seq, long epoch, Instant at, Step step) {}
