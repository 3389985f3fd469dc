package dev.quarry.runner.mode;

import dev.quarry.core.job.Termination;
import java.util.List;
import java.util.Optional;

/** What follows from a reply. */
public sealed interface Decision {
  /**
   * Carry out the calls, then go on.
   *
   * @param calls in call order, at least one
   */
  record CallTools(List<PlannedCall> calls) implements Decision {
    public CallTools {
      calls = List.copyOf(calls);
    }
  }

  /** The search is over, with an answer. */
  record Answer(String text, Termination termination) implements Decision {}

  /**
   * The reply cannot be used: ask again, showing it and what is wrong with it. It never becomes
   * part of the history.
   */
  record Repair(String reason) implements Decision {}

  /** Keep the reply, tell the model something, go on. */
  record Nudge(String message) implements Decision {}

  /**
   * The search is over, without an answer.
   *
   * @param lastText what the model wrote last, for people
   */
  record GiveUp(Termination termination, Optional<String> lastText) implements Decision {}

  /** A call of a round. */
  sealed interface PlannedCall {
    /**
     * To be carried out.
     *
     * @param tool one of the brief's tools
     * @param argumentsJson a JSON object, not yet checked against the tool's schema
     */
    record Invoke(String tool, String argumentsJson) implements PlannedCall {}

    /**
     * Not to be carried out; the model is shown why.
     *
     * @param tool as the model wrote it, empty where it could not be read
     */
    record Refuse(String tool, String failure, String observation) implements PlannedCall {}
  }
}
