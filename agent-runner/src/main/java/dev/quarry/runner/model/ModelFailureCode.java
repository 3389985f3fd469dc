package dev.quarry.runner.model;

/** Why a model could not be asked. */
public enum ModelFailureCode {
  /** The endpoint could not be reached. */
  UNREACHABLE("model-unreachable", true),
  /** No answer in time. */
  TIMEOUT("model-timeout", true),
  /** 429. */
  RATE_LIMITED("model-rate-limited", true),
  /** 5xx. */
  SERVER_ERROR("model-server-error", true),
  /** An answer that is not of the protocol: HTML, broken JSON, no choices. */
  BAD_ANSWER("model-bad-answer", true),
  /** A reply without any text or call. */
  EMPTY("model-empty-reply", true),
  /** 401 or 403. */
  UNAUTHORIZED("model-unauthorized", false),
  /** 400, 404, 422: the request itself is refused. */
  REFUSED("model-refused", false),
  /** The prompt does not fit the model. */
  TOO_LONG("model-context-exceeded", false);

  private final String slug;
  private final boolean retryable;

  ModelFailureCode(String slug, boolean retryable) {
    this.slug = slug;
    this.retryable = retryable;
  }

  public String slug() {
    return slug;
  }

  public boolean retryable() {
    return retryable;
  }
}
