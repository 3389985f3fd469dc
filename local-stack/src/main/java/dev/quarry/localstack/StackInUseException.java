package dev.quarry.localstack;

/**
 * Another process runs a stack on the same folder; the message says which, since when, how to stop
 * it.
 */
public final class StackInUseException extends LocalStackException {
  private static final long serialVersionUID = 1L;

  StackInUseException(String message) {
    super(message);
  }
}
