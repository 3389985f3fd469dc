package dev.quarry.runner.mode;

import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Limit;

/** What hitting a limit means, in words for the model and as a termination. */
final class LimitWords {
  private LimitWords() {}

  static String reason(Limit limit) {
    return switch (limit) {
      case ROUNDS -> "no further rounds are left";
      case MODEL_CALLS -> "no further model calls are left";
      case TOOL_CALLS -> "no further tool calls are left";
      case TOKENS -> "the token budget is used up";
      case CONTEXT -> "the context is full";
      case WALL_TIME -> "the time is used up";
      case TENANT_TOKENS,
          TENANT_MONEY,
          TENANT_TOOL_CALLS,
          TENANT_TIME,
          PROJECT_TOKENS,
          PROJECT_MONEY,
          PROJECT_TOOL_CALLS,
          PROJECT_TIME ->
          "the budget is used up";
    };
  }

  /**
   * @return how a rollout ends that hit the limit and gave no answer when asked for it
   */
  static Termination withoutAnswer(Limit limit) {
    return switch (limit) {
      case WALL_TIME -> Termination.TIME_EXHAUSTED;
      case ROUNDS, MODEL_CALLS, TOOL_CALLS, TOKENS, CONTEXT -> Termination.CALLS_EXHAUSTED;
      case TENANT_TOKENS,
          TENANT_MONEY,
          TENANT_TOOL_CALLS,
          TENANT_TIME,
          PROJECT_TOKENS,
          PROJECT_MONEY,
          PROJECT_TOOL_CALLS,
          PROJECT_TIME ->
          Termination.BUDGET_EXHAUSTED;
    };
  }

  /**
   * @return how a rollout ends that hit the limit and answered when asked to
   */
  static Termination withAnswer(Limit limit) {
    return switch (limit) {
      case CONTEXT -> Termination.CONTEXT_LIMIT_ANSWER;
      case ROUNDS, MODEL_CALLS, TOOL_CALLS, TOKENS, WALL_TIME -> Termination.ANSWER;
      case TENANT_TOKENS,
          TENANT_MONEY,
          TENANT_TOOL_CALLS,
          TENANT_TIME,
          PROJECT_TOKENS,
          PROJECT_MONEY,
          PROJECT_TOOL_CALLS,
          PROJECT_TIME ->
          Termination.BUDGET_ANSWER;
    };
  }
}
