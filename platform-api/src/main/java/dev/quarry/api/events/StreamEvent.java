package dev.quarry.api.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.api.job.Awaiting;
import org.jspecify.annotations.Nullable;

/** One thing that is sent on a stream. */
public sealed interface StreamEvent {
  /**
   * A step.
   *
   * @param after the client's position from here on
   */
  record StepSeen(Position after, JsonNode data) implements StreamEvent {}

  /** What goes on right now; not kept. */
  record ProgressSeen(int round, String note) implements StreamEvent {}

  /**
   * The job's state: first when a client comes, then at each change.
   *
   * @param awaiting what is asked of the user; null when nothing
   */
  record StateSeen(String state, @Nullable Awaiting awaiting) implements StreamEvent {}

  /** The last event: the job has ended and all its steps were sent. */
  record EndSeen(String state) implements StreamEvent {}

  /** Keeps the connection open, and shows that it is. */
  record Heartbeat() implements StreamEvent {}
}
