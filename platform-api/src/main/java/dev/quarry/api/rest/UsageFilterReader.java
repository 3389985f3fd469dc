package dev.quarry.api.rest;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.FieldError;
import dev.quarry.api.usage.UsageFilter;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the query of usage. */
@Singleton
public final class UsageFilterReader {
  private final int mostDays;

  UsageFilterReader(ApiConfig config) {
    this.mostDays = config.usage().days();
  }

  /** Without times it is the present month, up to and with today. */
  UsageFilter read(
      @Nullable String by, @Nullable String every, @Nullable String from, @Nullable String to) {
    List<FieldError> errors = new ArrayList<>();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    LocalDate last = day("to", to, errors).orElse(today.plusDays(1));
    LocalDate first = day("from", from, errors).orElse(last.minusDays(1).withDayOfMonth(1));
    if (errors.isEmpty() && (!first.isBefore(last) || first.plusDays(mostDays).isBefore(last))) {
      errors.add(
          new FieldError(
              "to",
              "is %s, from is %s; to has to be 1 to %d days later"
                  .formatted(last, first, mostDays)));
    }
    Optional<UsageFilter.Grouping> grouping =
        Optional.ofNullable(by).flatMap(UsageFilter.Grouping::of);
    if (by != null && grouping.isEmpty()) {
      errors.add(
          new FieldError(
              "by",
              "is \"%.80s\"; accepted are %s".formatted(by, UsageFilter.Grouping.accepted())));
    }
    Optional<UsageFilter.Every> times = Optional.ofNullable(every).flatMap(UsageFilter.Every::of);
    if (every != null && times.isEmpty()) {
      errors.add(new FieldError("every", "is \"%.80s\"; accepted are day, month".formatted(every)));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new UsageFilter(grouping.orElse(null), times.orElse(null), first, last);
  }

  private static Optional<LocalDate> day(
      String field, @Nullable String given, List<FieldError> errors) {
    if (given == null) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(given);
      if (day.getYear() >= 2000 && day.getYear() < 10_000) {
        return Optional.of(day);
      }
    } catch (DateTimeException e) {
      // Told below like a day out of range.
    }
    errors.add(
        new FieldError(field, "is \"%.80s\"; a day as in 2026-11-30 is accepted".formatted(given)));
    return Optional.empty();
  }
}
