package dev.quarry.core.trajectory;

/**
 * Tokens as the provider reported them, or as counted here where it did not.
 *
 * @param input of the prompt
 * @param output of the reply, reasoning included
 * @param reported whether the provider said so
 * @param micros what they cost when they were used, in micro-units of the installation's currency
 */
public record TokenUsage(long input, long output, boolean reported, long micros) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, true);

  /** Tokens that cost nothing. */
  public TokenUsage(long input, long output, boolean reported) {
    this(input, output, reported, 0);
  }

  public long total() {
    return input + output;
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input,
        output + other.output,
        reported && other.reported,
        micros + other.micros);
  }
}
