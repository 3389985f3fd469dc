package dev.quarry.runner.model;

import dev.quarry.core.trajectory.ModelReply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What asking a model came to. */
public sealed interface ModelOutcome {
  /** It replied. */
  record Reply(ModelReply reply) implements ModelOutcome {}

  /**
   * It did not, after all tries.
   *
   * @param code what kind of failure
   * @param message for a person: which endpoint, what it said, what can be done; no secrets
   * @param retryAfter what the provider asked for
   */
  record Failure(ModelFailureCode code, String message, @Nullable Duration retryAfter)
      implements ModelOutcome {}
}
