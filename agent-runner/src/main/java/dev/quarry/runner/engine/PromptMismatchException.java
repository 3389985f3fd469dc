package dev.quarry.runner.engine;

/**
 * A rebuilt prompt is not the one that was sent: this code folds the trajectory otherwise than the
 * code that wrote it. Going on would mix two histories, so the rollout ends.
 */
public final class PromptMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PromptMismatchException(long seq) {
    super("the prompt of step %d cannot be rebuilt as it was sent".formatted(seq));
  }
}
