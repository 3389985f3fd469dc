package dev.quarry.core.trajectory;

/** What a rollout used up. */
public record Usage(int rounds, int modelCalls, int toolCalls, TokenUsage tokens) {
  public static final Usage NONE = new Usage(0, 0, 0, TokenUsage.NONE);

  public Usage plus(Usage other) {
    return new Usage(
        rounds + other.rounds,
        modelCalls + other.modelCalls,
        toolCalls + other.toolCalls,
        tokens.plus(other.tokens));
  }
}
