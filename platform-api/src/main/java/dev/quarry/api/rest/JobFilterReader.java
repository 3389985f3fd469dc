package dev.quarry.api.rest;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.FieldError;
import dev.quarry.api.job.Cursor;
import dev.quarry.api.job.JobFilter;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Mode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the query of {@code GET /jobs}. */
@Singleton
public final class JobFilterReader {
  private final ApiConfig.Requests limits;

  JobFilterReader(ApiConfig config) {
    this.limits = config.requests();
  }

  JobFilter read(
      @Nullable String state,
      @Nullable String mode,
      @Nullable UUID project,
      @Nullable String limit,
      @Nullable String cursor) {
    List<FieldError> errors = new ArrayList<>();
    JobState wantedState = state == null ? null : state(state, errors);
    Mode wantedMode = mode == null ? null : mode(mode, errors);
    int wantedLimit = limit == null ? limits.pageSize() : limit(limit, errors);
    Optional<Cursor> after = cursor == null ? Optional.empty() : Cursor.decode(cursor);
    if (cursor != null && after.isEmpty()) {
      errors.add(
          new FieldError("cursor", "is not one that was given out; take nextCursor of a page"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new JobFilter(wantedState, wantedMode, project, after.orElse(null), wantedLimit);
  }

  private static @Nullable JobState state(String given, List<FieldError> errors) {
    try {
      return JobState.of(given);
    } catch (IllegalArgumentException e) {
      errors.add(new FieldError("state", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static @Nullable Mode mode(String given, List<FieldError> errors) {
    Optional<Mode> mode = Mode.of(given);
    if (mode.isEmpty()) {
      errors.add(
          new FieldError(
              "mode", "unknown mode \"%s\"; accepted are %s".formatted(given, Mode.accepted())));
    }
    return mode.orElse(null);
  }

  private int limit(String given, List<FieldError> errors) {
    try {
      int limit = Integer.parseInt(given);
      if (limit >= 1 && limit <= limits.pageSizeMax()) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Told below like a number out of range.
    }
    errors.add(
        new FieldError(
            "limit", "is \"%s\"; accepted are 1 to %d".formatted(given, limits.pageSizeMax())));
    return limits.pageSize();
  }
}
