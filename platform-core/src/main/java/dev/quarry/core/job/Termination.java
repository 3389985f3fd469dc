package dev.quarry.core.job;

/**
 * Why a rollout ended. {@link #upstream()} gives the words of the published result rows (Tongyi
 * DeepResearch inference code).
 */
public enum Termination {
  /** The model answered by itself, or when a limit other than context and time asked it to. */
  ANSWER("answer"),
  /** The context was full; asked for its answer, the model gave one. */
  CONTEXT_LIMIT_ANSWER("generate an answer as token limit reached"),
  /**
   * The context was full; what the model then wrote has no answer tags. What can be read of it is
   * the answer, if anything can.
   */
  CONTEXT_LIMIT_FORMAT_ERROR("format error: generate an answer as token limit reached"),
  /** Rounds, model calls, tool calls or tokens are used up and there is no answer. */
  CALLS_EXHAUSTED("exceed available llm calls"),
  /** The model neither called a tool nor answered, and was told so in vain. */
  ANSWER_NOT_FOUND("answer not found"),
  /** Time is used up and there is no answer. */
  TIME_EXHAUSTED("No answer found after 2h30mins"),
  /** The model could not be asked. */
  MODEL_FAILED("llm_response_error"),
  /** Its user ended it. */
  CANCELLED("cancelled"),
  /** Three attempts came to an end at the same step. */
  POISON("server_side_error"),
  /** A budget of the tenant or the project is used up; asked for its answer, the model gave one. */
  BUDGET_ANSWER("answer"),
  /** The same without an answer, or without room in the budget for one. */
  BUDGET_EXHAUSTED("exceed available llm calls"),
  /** Our fault. */
  INTERNAL_ERROR("server_side_error");

  private final String upstream;

  Termination(String upstream) {
    this.upstream = upstream;
  }

  public String upstream() {
    return upstream;
  }

  /**
   * @return what a published result row holds as its prediction when there is no answer
   */
  public String upstreamPrediction() {
    return switch (this) {
      case TIME_EXHAUSTED -> upstream;
      case MODEL_FAILED, POISON, INTERNAL_ERROR, CANCELLED -> "[Failed]";
      default -> "No answer found.";
    };
  }
}
