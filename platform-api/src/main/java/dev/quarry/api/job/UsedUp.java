package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.core.budget.BudgetRow;
import dev.quarry.core.trajectory.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** What a client hears whose budget is used up. */
final class UsedUp {
  private UsedUp() {}

  static ApiException of(BudgetRow budget, Step.LimitHit hit) {
    String detail = "No job is taken in: %s (%s).".formatted(hit.detail(), hit.limit());
    Optional<LocalDate> renews = budget.renews();
    if (renews.isEmpty()) {
      return ApiException.of(ErrorCode.BUDGET_EXHAUSTED, detail);
    }
    Duration until =
        Duration.between(Instant.now(), renews.get().atStartOfDay().toInstant(ZoneOffset.UTC));
    return ApiException.retry(
        ErrorCode.BUDGET_EXHAUSTED, detail, Duration.ofSeconds(Math.max(1, until.toSeconds())));
  }
}
