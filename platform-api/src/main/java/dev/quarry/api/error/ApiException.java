package dev.quarry.api.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that cannot be served, with what its client is told. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<FieldError> errors;
  private final @Nullable Duration retryAfter;
  private final transient Map<String, String> headers;

  private ApiException(
      ErrorCode code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
    this(code, detail, errors, retryAfter, Map.of());
  }

  private ApiException(
      ErrorCode code,
      String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter,
      Map<String, String> headers) {
    super(detail);
    this.headers = Map.copyOf(headers);
    this.code = code;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  public static ApiException of(ErrorCode code, String detail) {
    return new ApiException(code, detail, List.of(), null);
  }

  /** The same, with the time after which a client may try again. */
  public static ApiException retry(ErrorCode code, String detail, Duration after) {
    return new ApiException(code, detail, List.of(), after);
  }

  /**
   * @return the same with header fields of the answer
   */
  public ApiException with(Map<String, String> fields) {
    return new ApiException(code, detail(), errors, retryAfter, fields);
  }

  /** A request with mistakes; all of them are told. */
  public static ApiException invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().message()
            : "%d fields are not valid".formatted(errors.size());
    return new ApiException(ErrorCode.INVALID_REQUEST, detail, errors, null);
  }

  public static ApiException invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /**
   * Also what a client hears of another tenant's object.
   *
   * @param kind as in "job"
   * @param name id or name as it was asked for
   */
  public static ApiException notFound(String kind, String name) {
    return of(ErrorCode.NOT_FOUND, "There is no %s \"%s\".".formatted(kind, name));
  }

  public ErrorCode code() {
    return code;
  }

  public List<FieldError> errors() {
    return errors;
  }

  /**
   * @return header fields of the answer, by name
   */
  public Map<String, String> headers() {
    return headers;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /**
   * @return what is told to the client
   */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
