package dev.quarry.core.budget;

/**
 * What a rollout has used up since it began, as far as its steps say.
 *
 * @param tokens prompt and completion tokens together
 * @param micros money in millionths of the installation's currency
 * @param millis time while runners worked on it
 */
public record Spending(long tokens, long micros, long toolCalls, long millis) {
  public static final Spending NONE = new Spending(0, 0, 0, 0);

  public Spending plus(Spending other) {
    return new Spending(
        tokens + other.tokens,
        micros + other.micros,
        toolCalls + other.toolCalls,
        millis + other.millis);
  }

  Spending minus(Spending other) {
    return new Spending(
        tokens - other.tokens,
        micros - other.micros,
        toolCalls - other.toolCalls,
        millis - other.millis);
  }
}
