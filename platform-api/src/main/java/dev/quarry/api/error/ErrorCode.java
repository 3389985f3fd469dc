package dev.quarry.api.error;

/** What can go wrong with a request. Only {@link Category#INTERNAL} is our bug. */
public enum ErrorCode {
  INVALID_REQUEST("invalid-request", Category.USER, false, 400, "The request is not valid"),
  UNAUTHORIZED("unauthorized", Category.POLICY, false, 401, "No valid API key"),
  FORBIDDEN("forbidden", Category.POLICY, false, 403, "The API key does not allow this"),
  TENANT_SUSPENDED(
      "tenant-suspended", Category.POLICY, false, 403, "The operator has suspended the tenant"),
  NOT_A_MEMBER("not-a-member", Category.POLICY, false, 403, "Not a member of any tenant here"),
  BUDGET_EXHAUSTED("budget-exhausted", Category.RESOURCE, true, 402, "A budget is used up"),
  NOT_FOUND("not-found", Category.USER, false, 404, "Not found"),
  NO_REPORT("no-report", Category.USER, false, 404, "The job ended without a report"),
  METHOD_NOT_ALLOWED("method-not-allowed", Category.USER, false, 405, "Method not allowed"),
  NOT_ACCEPTABLE("not-acceptable", Category.USER, false, 406, "No such representation"),
  REPORT_NOT_READY("report-not-ready", Category.USER, true, 409, "The report is not written yet"),
  JOB_NOT_ENDED("job-not-ended", Category.USER, true, 409, "The job has not ended yet"),
  JOB_ENDED("job-ended", Category.USER, false, 409, "The job has ended"),
  ANSWER_AWAITED("answer-awaited", Category.USER, false, 409, "The job waits for an answer"),
  NOTHING_ASKED("nothing-asked", Category.USER, false, 409, "The job asks nothing"),
  TOO_MANY_MESSAGES("too-many-messages", Category.RESOURCE, false, 409, "Too many messages"),
  CORPUS_EXISTS("corpus-exists", Category.USER, false, 409, "The corpus exists with another path"),
  TENANT_EXISTS("tenant-exists", Category.USER, false, 409, "The tenant exists"),
  TENANT_BUSY("tenant-busy", Category.USER, true, 409, "Jobs of the tenant run"),
  MEMBER_EXISTS("member-exists", Category.USER, false, 409, "The person is a member already"),
  PROJECT_EXISTS("project-exists", Category.USER, false, 409, "The project exists"),
  LIMIT_REACHED("limit-reached", Category.RESOURCE, false, 409, "There are too many of these"),
  BODY_TOO_LARGE("body-too-large", Category.RESOURCE, false, 413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type", Category.USER, false, 415, "Unsupported media type"),
  IDEMPOTENCY_CONFLICT(
      "idempotency-conflict", Category.USER, false, 422, "The Idempotency-Key was used otherwise"),
  TOO_MANY_STREAMS("too-many-streams", Category.RESOURCE, true, 429, "Too many event streams"),
  SUBMIT_RATE("submit-rate", Category.RESOURCE, true, 429, "Jobs are submitted too fast"),
  QUEUE_FULL("queue-full", Category.RESOURCE, true, 429, "Too many jobs wait"),
  TOO_MANY_CORPORA("too-many-corpora", Category.RESOURCE, false, 429, "Too many corpora"),
  SECRETS_OFF("secrets-off", Category.POLICY, false, 501, "No key for secrets is configured"),
  NO_RUNNER("no-runner", Category.RESOURCE, true, 503, "No runner has registered yet"),
  UNAVAILABLE("unavailable", Category.RESOURCE, true, 503, "The database does not answer"),
  NEWER_WORK("newer-work", Category.RESOURCE, true, 503, "A newer version has written this"),
  REFUSED("refused", Category.USER, false, 400, "The request is refused"),
  INTERNAL("internal", Category.INTERNAL, false, 500, "Internal error");

  /** Whose matter it is. */
  public enum Category {
    USER,
    POLICY,
    RESOURCE,
    INTERNAL
  }

  private final String slug;
  private final Category category;
  private final boolean retryable;
  private final int status;
  private final String title;

  ErrorCode(String slug, Category category, boolean retryable, int status, String title) {
    this.slug = slug;
    this.category = category;
    this.retryable = retryable;
    this.status = status;
    this.title = title;
  }

  public String slug() {
    return slug;
  }

  public Category category() {
    return category;
  }

  /**
   * @return whether the same request may succeed later
   */
  public boolean retryable() {
    return retryable;
  }

  /**
   * @return HTTP status
   */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
