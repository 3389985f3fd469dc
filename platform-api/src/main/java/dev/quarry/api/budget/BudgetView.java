package dev.quarry.api.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quarry.core.budget.BudgetRow;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it stands.
 *
 * @param scope {@code operator}: of the whole tenant, given by the operator; {@code tenant}: of the
 *     whole tenant, given by itself; {@code project}: of one project
 * @param project its slug
 * @param period {@code day}, {@code month} or {@code total}
 * @param starts first day of the present period, UTC
 * @param renews first day of the next one
 * @param used in the present period
 * @param reserved for calls that are under way, and for final answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetView(
    String scope,
    @Nullable String project,
    String period,
    LocalDate starts,
    @Nullable LocalDate renews,
    BudgetLimits limits,
    Used used,
    Reserved reserved) {
  /** What was used. */
  public record Used(long tokens, long costMicros, long toolCalls, long slotSeconds) {}

  /** What is reserved. */
  public record Reserved(long tokens, long costMicros) {}

  static BudgetView of(BudgetRow row, @Nullable String project) {
    Long millis = row.caps().millis();
    return new BudgetView(
        row.scope(),
        project,
        row.period(),
        row.starts(),
        row.renews().orElse(null),
        new BudgetLimits(
            row.caps().tokens(),
            row.caps().micros(),
            row.caps().toolCalls(),
            millis == null ? null : millis / 1000),
        new Used(
            row.used().tokens(),
            row.used().micros(),
            row.used().toolCalls(),
            row.used().millis() / 1000),
        new Reserved(row.reserved().tokens(), row.reserved().micros()));
  }
}
