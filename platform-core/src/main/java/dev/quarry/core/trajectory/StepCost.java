package dev.quarry.core.trajectory;

/** What one step adds to the usage of its rollout. */
public record StepCost(int modelCalls, int toolCalls, TokenUsage tokens) {
  static final StepCost NOTHING = new StepCost(0, 0, TokenUsage.NONE);

  public static StepCost of(Step step) {
    return switch (step) {
      case Step.Drafted s -> new StepCost(1, 0, s.reply().usage());
      case Step.Replied s -> new StepCost(1, 0, s.reply().usage());
      case Step.ReplyRejected s -> new StepCost(1, 0, s.reply().usage());
      case Step.ToolReturned s -> new StepCost(0, 1, s.usage());
      case Step.Leased s -> NOTHING;
      case Step.Opened s -> NOTHING;
      case Step.InputRequested s -> NOTHING;
      case Step.InputReceived s -> NOTHING;
      case Step.ToolStarted s -> NOTHING;
      case Step.Nudged s -> NOTHING;
      case Step.LimitHit s -> NOTHING;
      case Step.Ended s -> NOTHING;
    };
  }

  StepCost plus(StepCost other) {
    return new StepCost(
        modelCalls + other.modelCalls, toolCalls + other.toolCalls, tokens.plus(other.tokens));
  }
}
