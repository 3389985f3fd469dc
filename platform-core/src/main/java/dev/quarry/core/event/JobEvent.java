package dev.quarry.core.event;

import java.util.UUID;

/**
 * What is announced on topic {@code quarry.events}, keyed by job. Steps and states are in the
 * database before they are announced; progress is not kept at all.
 */
public sealed interface JobEvent {
  UUID tenantId();

  UUID jobId();

  /**
   * A step is durable.
   *
   * @param ordinal of the rollout in its job, from 0
   * @param seq of the step in its rollout
   * @param kind slug of the step
   */
  record StepWritten(UUID tenantId, UUID jobId, int ordinal, long seq, String kind)
      implements JobEvent {}

  /** A job is in another state. */
  record StateChanged(UUID tenantId, UUID jobId, String state) implements JobEvent {}

  /**
   * What is going on right now.
   *
   * @param round number of the round, from 1
   * @param note one line for a person
   */
  record Progress(UUID tenantId, UUID jobId, int round, String note) implements JobEvent {}
}
