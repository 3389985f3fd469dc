package dev.quarry.core.job;

/**
 * What a rollout may use up. When one is exhausted the search ends and the mode is asked for its
 * forced-final prompt, for which one model call is always held back.
 *
 * @param rounds model replies that are accepted into the trajectory, 1–4096
 * @param modelCalls requests of the agent model, repairs included, 1–8192
 * @param toolCalls tool invocations, 0–8192
 * @param tokens prompt and completion tokens together, at least 1,000
 * @param wallSeconds time while a runner works on it, 1–604,800
 */
public record Budget(int rounds, int modelCalls, int toolCalls, long tokens, long wallSeconds) {
  public Budget {
    check("rounds", rounds, 1, 4096);
    check("modelCalls", modelCalls, 1, 8192);
    check("toolCalls", toolCalls, 0, 8192);
    check("tokens", tokens, 1_000, 1_000_000_000);
    check("wallSeconds", wallSeconds, 1, 604_800);
  }

  /**
   * The limits of the published systems: 100 calls, 128 tool calls and 150 minutes for ReAct (arXiv
   * 2510.24701 and its code), 25 rounds for IterResearch (the published reproduction).
   */
  public static Budget standard(Mode mode) {
    return switch (mode) {
      case REACT -> new Budget(100, 100, 128, 20_000_000, 9_000);
      case ITER_RESEARCH -> new Budget(25, 125, 128, 20_000_000, 9_000);
    };
  }

  private static void check(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "budget.%s is %d; accepted are %d to %d".formatted(field, value, min, max));
    }
  }
}
