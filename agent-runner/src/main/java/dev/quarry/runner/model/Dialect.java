package dev.quarry.runner.model;

import dev.quarry.core.trajectory.Protocol;

/**
 * How a model talks.
 *
 * @param protocol how it writes calls
 * @param thinkMode where its thinking is
 * @param contextTokens what it can take, prompt and reply together
 */
public record Dialect(Protocol protocol, ThinkMode thinkMode, int contextTokens) {
  /** Context of the Tongyi DeepResearch model (tech report arXiv 2510.24701). */
  public static final int DEFAULT_CONTEXT_TOKENS = 131_072;

  /** Smallest context in which a research prompt makes sense. */
  public static final int MIN_CONTEXT_TOKENS = 2_048;

  public Dialect {
    if (contextTokens < MIN_CONTEXT_TOKENS) {
      throw new IllegalArgumentException(
          "context-tokens is " + contextTokens + "; at least " + MIN_CONTEXT_TOKENS + " is needed");
    }
  }
}
