package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What the event stream of a job tells. */
public sealed interface JobEvent {
  /**
   * A step is durable.
   *
   * @param id of the event, to resume after
   * @param kind slug of the step
   * @param data its fields
   */
  record StepWritten(String id, String kind, JsonNode data) implements JobEvent {}

  /** What is going on right now; not kept anywhere. */
  record Progress(int round, String note) implements JobEvent {}

  /**
   * The state, at first and after each change.
   *
   * @param awaiting what is asked of the user; null when nothing
   */
  record StateChanged(JobState state, @Nullable Awaiting awaiting) implements JobEvent {}

  /** For a moment nothing came; what was told is all there is so far. */
  record Quiet() implements JobEvent {}

  /** The job has ended; nothing follows. */
  record Ended(JobState state) implements JobEvent {}

  /** The connection was lost and is opened again. */
  record Reconnecting(int attempt) implements JobEvent {}
}
