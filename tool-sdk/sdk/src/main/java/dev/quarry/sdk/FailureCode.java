package dev.quarry.sdk;

/** Why a call failed. Retrying is the host's business, decided by {@link #retryable()}. */
public enum FailureCode {
  /** The arguments make no sense to the tool although they fit the schema. */
  BAD_ARGUMENTS(false),
  /** What was asked for does not exist. */
  NOT_FOUND(false),
  /** A rule forbids it: a private address, a content type, a missing permission. */
  REFUSED(false),
  /** A key or setting that the tool needs is missing. */
  NOT_CONFIGURED(false),
  /** The service behind the tool asked to slow down. */
  RATE_LIMITED(true),
  /** The service behind the tool failed or could not be reached. */
  UPSTREAM(true),
  /** The deadline passed. */
  TIMEOUT(true),
  /** A cap was hit: too many bytes, too many items. */
  TOO_LARGE(false),
  /** What came back could not be understood. */
  UNREADABLE(false),
  /** The job was cancelled. */
  CANCELLED(false),
  /** The tool threw. Set by the host. */
  TOOL_CRASHED(false),
  /**
   * An unsafe call was interrupted by a crash; whether it happened is not known. Set by the host.
   */
  OUTCOME_UNKNOWN(false);

  private final boolean retryable;

  FailureCode(boolean retryable) {
    this.retryable = retryable;
  }

  /**
   * @return whether the same call may succeed later
   */
  public boolean retryable() {
    return retryable;
  }
}
