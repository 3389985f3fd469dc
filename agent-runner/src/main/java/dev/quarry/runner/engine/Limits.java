package dev.quarry.runner.engine;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Usage;
import java.util.Optional;

/**
 * Whether a budget is used up. One model call and one round are always held back for the final
 * answer, and so are tokens for it.
 */
final class Limits {
  /** Tokens held back for a reply where the sampling names no cap. */
  private static final int REPLY_RESERVE = 8_192;

  private Limits() {}

  /**
   * @param prompt size of the next one
   * @param workedMillis time worked so far
   * @return the first limit that is hit, if any
   */
  static Optional<Step.LimitHit> check(
      Brief brief, Usage used, PromptSize.Size prompt, long workedMillis) {
    Budget budget = brief.budget();
    if (workedMillis >= budget.wallSeconds() * 1000) {
      return hit(Limit.WALL_TIME, workedMillis / 1000, budget.wallSeconds(), "seconds");
    }
    if (budget.rounds() > 1 && used.rounds() >= budget.rounds() - 1) {
      return hit(Limit.ROUNDS, used.rounds() + 1L, budget.rounds(), "rounds, this one included");
    }
    if (budget.modelCalls() > 1 && used.modelCalls() >= budget.modelCalls() - 1) {
      return hit(
          Limit.MODEL_CALLS,
          used.modelCalls() + 1L,
          budget.modelCalls(),
          "model calls, this one included");
    }
    if (used.toolCalls() >= budget.toolCalls() && used.rounds() > 0) {
      return hit(Limit.TOOL_CALLS, used.toolCalls(), budget.toolCalls(), "tool calls");
    }
    if (brief.mode() == Mode.REACT && prompt.exceeds(brief.context().forcedAnswer())) {
      return hit(Limit.CONTEXT, prompt.exact(), brief.context().forcedAnswer(), "prompt tokens");
    }
    // Two requests must still fit: this one and, after it, the one for the final answer.
    long half = Math.floorDiv(budget.tokens() - used.tokens().total(), 2);
    if (used.rounds() > 0 && prompt.exceeds(half - replyReserve(brief))) {
      return hit(Limit.TOKENS, used.tokens().total(), budget.tokens(), "tokens");
    }
    return Optional.empty();
  }

  /**
   * @return whether not even the call that was held back is left
   */
  static boolean nothingLeft(Budget budget, Usage used) {
    return used.rounds() >= budget.rounds() || used.modelCalls() >= budget.modelCalls();
  }

  /**
   * @return whether a draft leaves calls for one round and the final answer
   */
  static boolean roomForDraft(Budget budget, Usage used) {
    return used.modelCalls() + 3 <= budget.modelCalls();
  }

  private static int replyReserve(Brief brief) {
    Integer cap = brief.sampling().maxTokens();
    return cap == null ? REPLY_RESERVE : Math.min(cap, REPLY_RESERVE);
  }

  private static Optional<Step.LimitHit> hit(Limit limit, long used, long of, String unit) {
    return Optional.of(new Step.LimitHit(limit, "%d of %d %s".formatted(used, of, unit)));
  }
}
