package dev.quarry.core.trajectory;

/**
 * What the tokens of a model cost, in micro-units (millionths) of the installation's currency for a
 * million of them.
 *
 * @param input of prompts, 0 to 1,000,000,000
 * @param output of replies, the same
 */
public record Price(long input, long output) {
  /** For a model that costs nothing, or of which nobody said what it costs. */
  public static final Price NONE = new Price(0, 0);

  /** A thousand units of the currency for a million tokens. */
  public static final long MOST = 1_000_000_000;

  private static final long MILLION = 1_000_000;

  public Price {
    if (input < 0 || input > MOST || output < 0 || output > MOST) {
      throw new IllegalArgumentException(
          "a price is %d and %d micro-units; accepted are 0 to %d".formatted(input, output, MOST));
    }
  }

  /**
   * @return micro-units, rounded up
   */
  public long of(long inputTokens, long outputTokens) {
    long all =
        Math.addExact(
            Math.multiplyExact(input, inputTokens), Math.multiplyExact(output, outputTokens));
    return Math.ceilDiv(all, MILLION);
  }

  /**
   * @return the same tokens with what they cost
   */
  public TokenUsage priced(TokenUsage usage) {
    return new TokenUsage(
        usage.input(), usage.output(), usage.reported(), of(usage.input(), usage.output()));
  }
}
