package dev.quarry.api.events;

import java.time.Instant;

/**
 * A step as it is stored.
 *
 * @param ordinal of its rollout
 * @param body JSON
 */
record StepRow(int ordinal, long seq, Instant at, String kind, String body) {}
