package dev.quarry.core.budget;

/**
 * Tokens and money that are taken out of budgets before they are used.
 *
 * @param micros millionths of the installation's currency
 */
public record Reserve(long tokens, long micros) {
  public static final Reserve NONE = new Reserve(0, 0);

  /** All that is reserved already, however much that is. */
  public static final Reserve ALL = new Reserve(Long.MAX_VALUE, Long.MAX_VALUE);

  public Reserve plus(Reserve other) {
    return new Reserve(tokens + other.tokens, micros + other.micros);
  }

  public Reserve minus(Reserve other) {
    return new Reserve(tokens - other.tokens, micros - other.micros);
  }

  Reserve atMost(Reserve other) {
    return new Reserve(Math.min(tokens, other.tokens), Math.min(micros, other.micros));
  }
}
