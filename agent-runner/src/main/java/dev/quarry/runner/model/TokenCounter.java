package dev.quarry.runner.model;

/** Counts tokens. A pure function: the same text always gives the same number. */
public interface TokenCounter {
  int count(String text);

  /**
   * @return a number that the count does not exceed, from the length alone: no UTF-16 unit becomes
   *     more than three bytes, and no byte more than one token
   */
  default long atMost(String text) {
    return 3L * text.length();
  }

  /**
   * @return the longest beginning of at most that many tokens, never cut inside a character
   */
  String truncate(String text, int maxTokens);
}
