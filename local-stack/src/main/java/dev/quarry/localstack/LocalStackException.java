package dev.quarry.localstack;

import org.jspecify.annotations.Nullable;

/**
 * The stack could not be started or kept up; the message is meant for the person at the terminal.
 */
public class LocalStackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalStackException(String message) {
    super(message);
  }

  public LocalStackException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
