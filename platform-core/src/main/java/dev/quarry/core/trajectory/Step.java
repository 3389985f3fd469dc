package dev.quarry.core.trajectory;

import dev.quarry.core.job.Termination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fact of a rollout. Steps are appended and never changed; all that the agent knows is a fold
 * over them. They hold deltas: a prompt is rebuilt, only its hash is kept.
 */
public sealed interface Step {

  /**
   * A runner took the rollout. Occupies the sequence number at which an earlier holder would go on,
   * which is what fences that one off.
   *
   * @param epoch of the lease, growing
   * @param runner id of the runner
   * @param engineVersion of its code
   * @param attempt 1 for the first; grows only when a lease expired
   */
  record Leased(long epoch, String runner, String engineVersion, int attempt) implements Step {}

  /** The rollout was opened: what its prompts depend on is fixed from here. */
  record Opened(Brief brief) implements Step {}

  /**
   * The model replied, and the reply is part of the trajectory.
   *
   * @param promptHash SHA-256 of the prompt, checked whenever it is rebuilt
   * @param reply what it wrote
   * @param durationMs of the request, retries included
   */
  record Replied(String promptHash, ModelReply reply, long durationMs) implements Step {}

  /**
   * The model replied in a form that cannot be used. It counts against the budget and is kept for
   * people, but never becomes part of a prompt beyond its own round.
   *
   * @param reason told to the model in the next try
   */
  record ReplyRejected(String promptHash, ModelReply reply, String reason, long durationMs)
      implements Step {}

  /**
   * The model wrote something that is no round: it was asked for before the search. It counts
   * against the budget; what is asked of the user on its ground is a step of its own.
   *
   * @param kind what it was asked for
   * @param promptHash SHA-256 of the prompt, checked whenever it is rebuilt
   */
  record Drafted(Preliminary kind, String promptHash, ModelReply reply, long durationMs)
      implements Step {}

  /**
   * The user is asked something. Nothing follows but messages of the user until one answers.
   *
   * @param message the question or the plan
   */
  record InputRequested(Preliminary kind, String message) implements Step {}

  /**
   * A message of the user, part of all prompts from here on.
   *
   * @param ordinal its number in the job, from 1, growing
   * @param approved whether it approves the plan that it answers
   */
  record InputReceived(int ordinal, InputKind kind, String message, boolean approved)
      implements Step {}

  /**
   * An effectful tool call is about to be made.
   *
   * @param call index of the call in its round, from 0
   * @param key idempotency key, equal over attempts
   */
  record ToolStarted(int call, String tool, String key) implements Step {}

  /**
   * A tool call came to its end.
   *
   * @param call index of the call in its round, from 0
   * @param tool its name as the model wrote it
   * @param failure slug of the failure, null on success
   * @param content what the model is shown
   * @param sources pages that were read
   * @param truncated whether the content was capped
   * @param usage tokens that models spent on behalf of the tool
   */
  record ToolReturned(
      int call,
      String tool,
      @Nullable String failure,
      String content,
      List<SourceRef> sources,
      boolean truncated,
      TokenUsage usage,
      long durationMs)
      implements Step {
    public ToolReturned {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The model did neither what it was asked nor anything wrong that could be repaired; this is told
   * to it.
   */
  record Nudged(String message) implements Step {}

  /** A limit was hit; the next prompt asks for the final answer. */
  record LimitHit(Limit limit, String detail) implements Step {}

  /**
   * The end of the search.
   *
   * @param answer the model's final text; null when there is none
   * @param failure slug of what went wrong; null where the termination says all
   * @param detail the same for people
   */
  record Ended(
      Termination termination,
      @Nullable String answer,
      @Nullable String failure,
      @Nullable String detail)
      implements Step {}
}
