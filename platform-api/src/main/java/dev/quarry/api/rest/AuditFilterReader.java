package dev.quarry.api.rest;

import dev.quarry.api.audit.AuditFilter;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.FieldError;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the query of the logs. */
@Singleton
public final class AuditFilterReader {
  private final ApiConfig.Requests limits;

  AuditFilterReader(ApiConfig config) {
    this.limits = config.requests();
  }

  AuditFilter read(
      @Nullable String action,
      @Nullable String actor,
      @Nullable String limit,
      @Nullable String cursor) {
    List<FieldError> errors = new ArrayList<>();
    long before = cursor == null ? Long.MAX_VALUE : number(cursor);
    if (before < 1) {
      errors.add(
          new FieldError("cursor", "is not one that was given out; take nextCursor of a page"));
    }
    long wanted = limit == null ? limits.pageSize() : number(limit);
    if (wanted < 1 || wanted > limits.pageSizeMax()) {
      errors.add(
          new FieldError(
              "limit",
              "is \"%.80s\"; accepted are 1 to %d".formatted(limit, limits.pageSizeMax())));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new AuditFilter(
        action == null ? "" : action, actor == null ? "" : actor, before, (int) wanted);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
