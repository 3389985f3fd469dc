package dev.quarry.runner.model;

/** Counts tokens. A pure function: the same text always gives the same number. */
public interface TokenCounter {
  int count(String text);

  /**
   * @return the longest beginning of at most that many tokens, never cut inside a character
   */
  String truncate(String text, int maxTokens);
}
