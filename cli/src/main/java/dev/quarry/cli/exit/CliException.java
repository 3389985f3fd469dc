package dev.quarry.cli.exit;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command with an exit code; the message is one or two sentences for the person at the
 * terminal.
 */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private CliException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What came is wrong; the message names it and what is accepted. */
  public static CliException badInput(String message) {
    return new CliException(ExitCode.BAD_INPUT, message, null);
  }

  /** What came is wrong, seen from a failure below. */
  public static CliException badInput(String message, Throwable cause) {
    return new CliException(ExitCode.BAD_INPUT, message, cause);
  }

  /** No platform can be reached or started. */
  public static CliException noPlatform(String message, @Nullable Throwable cause) {
    return new CliException(ExitCode.NO_PLATFORM, message, cause);
  }

  /** The job ended without a report. */
  public static CliException jobFailed(String message) {
    return new CliException(ExitCode.JOB_FAILED, message, null);
  }

  /** The person at the terminal, or somebody else, ended it. */
  public static CliException cancelled(String message) {
    return new CliException(ExitCode.CANCELLED, message, null);
  }

  /** This thread was interrupted: Ctrl-C. Keeps the interrupt flag for those above. */
  public static CliException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new CliException(ExitCode.CANCELLED, "Interrupted.", cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
