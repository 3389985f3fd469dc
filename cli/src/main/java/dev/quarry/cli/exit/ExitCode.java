package dev.quarry.cli.exit;

/** What the process returns to its caller. */
public enum ExitCode {
  /** The report is written, or the command did what it was asked. */
  OK(0),
  /** The job ended without a report. */
  JOB_FAILED(2),
  /** The input cannot be used: options, question, folder, key, or what the platform refused. */
  BAD_INPUT(3),
  /** No platform can be reached or started. */
  NO_PLATFORM(4),
  /** Ended by Ctrl-C, or the job was cancelled. */
  CANCELLED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
