package dev.quarry.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type {@code urn:quarry:problem:} and the code
 * @param title the same for every problem of its code
 * @param status HTTP status
 * @param detail of this occurrence
 * @param code slug, for programs
 * @param field the one field that is wrong, where it is one
 * @param errors all fields that are wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String field,
    @Nullable List<FieldError> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String detail) {
    return of(code, detail, List.of());
  }

  public static Problem of(ErrorCode code, String detail, List<FieldError> errors) {
    return new Problem(
        "urn:quarry:problem:" + code.slug(),
        code.title(),
        code.status(),
        detail,
        code.slug(),
        errors.size() == 1 ? errors.getFirst().field() : null,
        errors.isEmpty() ? null : List.copyOf(errors));
  }
}
