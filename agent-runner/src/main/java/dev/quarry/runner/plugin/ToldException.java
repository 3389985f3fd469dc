package dev.quarry.runner.plugin;

import java.util.function.UnaryOperator;

/**
 * What a plugin threw, told in words for the log: the stack traces are there, but no object of the
 * plugin's and no secret that it was given.
 */
final class ToldException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 16;

  ToldException(Throwable thrown, UnaryOperator<String> redaction) {
    this(thrown, redaction, DEEPEST);
  }

  private ToldException(Throwable thrown, UnaryOperator<String> redaction, int depth) {
    super(redaction.apply(String.valueOf(thrown)));
    setStackTrace(thrown.getStackTrace());
    if (thrown.getCause() != null && depth > 0) {
      initCause(new ToldException(thrown.getCause(), redaction, depth - 1));
    }
  }

  /** The name of the exception that was thrown is part of the message. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
