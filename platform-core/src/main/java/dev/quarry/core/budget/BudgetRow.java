package dev.quarry.core.budget;

import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it stands.
 *
 * @param scope {@code operator}, {@code tenant} or {@code project}
 * @param period {@code day}, {@code month} or {@code total}
 * @param starts first day of the present period, UTC
 * @param used in the present period
 * @param reserved for calls that are under way
 */
public record BudgetRow(
    String scope, String period, LocalDate starts, Caps caps, Spending used, Reserve reserved) {
  /** What {@link #of} reads, for a select from {@code budget} as {@code b}. */
  public static final String COLUMNS =
      """
       b.scope, b.period, budget_starts(b.period), b.max_tokens, b.max_micros, b.max_tool_calls,
       b.max_millis,
       case when b.starts = budget_starts(b.period) then b.used_tokens else 0 end,
       case when b.starts = budget_starts(b.period) then b.used_micros else 0 end,
       case when b.starts = budget_starts(b.period) then b.used_tool_calls else 0 end,
       case when b.starts = budget_starts(b.period) then b.used_millis else 0 end,
       b.reserved_tokens, b.reserved_micros
      """;

  /**
   * Limits; null for none.
   *
   * @param micros millionths of the currency
   * @param millis of slots
   */
  public record Caps(
      @Nullable Long tokens,
      @Nullable Long micros,
      @Nullable Long toolCalls,
      @Nullable Long millis) {}

  public static BudgetRow of(ResultSet row) throws SQLException {
    return new BudgetRow(
        row.getString(1),
        row.getString(2),
        row.getObject(3, LocalDate.class),
        new Caps(
            row.getObject(4, Long.class),
            row.getObject(5, Long.class),
            row.getObject(6, Long.class),
            row.getObject(7, Long.class)),
        new Spending(row.getLong(8), row.getLong(9), row.getLong(10), row.getLong(11)),
        new Reserve(row.getLong(12), row.getLong(13)));
  }

  /**
   * @return this, with more used
   */
  BudgetRow with(Spending more) {
    return new BudgetRow(scope, period, starts, caps, used.plus(more), reserved);
  }

  /**
   * @return the first limit that is used up
   */
  public Optional<Step.LimitHit> usedUp() {
    return first(
        full(Limit.TENANT_TOKENS, used.tokens(), caps.tokens()),
        full(Limit.TENANT_MONEY, used.micros(), caps.micros()),
        full(Limit.TENANT_TOOL_CALLS, used.toolCalls(), caps.toolCalls()),
        full(Limit.TENANT_TIME, used.millis(), caps.millis()));
  }

  /**
   * @param wanted tokens and money by which what is used and reserved would grow
   * @param last whether tool calls and time are no matter
   * @return the first limit that leaves no room for that
   */
  Optional<Step.LimitHit> hit(Reserve wanted, boolean last) {
    return first(
        tight(
            Limit.TENANT_TOKENS, used.tokens() + reserved.tokens(), wanted.tokens(), caps.tokens()),
        tight(
            Limit.TENANT_MONEY, used.micros() + reserved.micros(), wanted.micros(), caps.micros()),
        last ? null : full(Limit.TENANT_TOOL_CALLS, used.toolCalls(), caps.toolCalls()),
        last ? null : full(Limit.TENANT_TIME, used.millis(), caps.millis()));
  }

  private static Optional<Step.LimitHit> first(Step.@Nullable LimitHit... hits) {
    return Arrays.stream(hits).filter(Objects::nonNull).findFirst();
  }

  private Step.@Nullable LimitHit tight(Limit limit, long taken, long wanted, @Nullable Long cap) {
    return cap != null && wanted > 0 && taken + wanted > cap ? told(limit, taken, cap) : null;
  }

  private Step.@Nullable LimitHit full(Limit limit, long used, @Nullable Long cap) {
    return cap != null && used >= cap ? told(limit, used, cap) : null;
  }

  private Step.LimitHit told(Limit ofTenant, long taken, long cap) {
    return switch (ofTenant) {
      case TENANT_TOKENS -> told(Limit.PROJECT_TOKENS, ofTenant, taken, cap, "tokens");
      case TENANT_MONEY ->
          told(Limit.PROJECT_MONEY, ofTenant, taken, cap, "millionths of the currency");
      case TENANT_TOOL_CALLS -> told(Limit.PROJECT_TOOL_CALLS, ofTenant, taken, cap, "tool calls");
      case TENANT_TIME ->
          told(Limit.PROJECT_TIME, ofTenant, taken / 1000, cap / 1000, "slot-seconds");
      default -> throw new IllegalArgumentException(ofTenant + " is no limit of a tenant");
    };
  }

  private Step.LimitHit told(Limit ofProject, Limit ofTenant, long taken, long cap, String unit) {
    return new Step.LimitHit(
        scope.equals("project") ? ofProject : ofTenant,
        "%s: %,d of %,d %s are used or reserved; %s"
            .formatted(words(), taken, cap, unit, renewal()));
  }

  /**
   * @return which budget this is, for people
   */
  public String words() {
    String whose =
        switch (scope) {
          case "operator" -> "the operator's budget of the tenant";
          case "tenant" -> "the budget of the tenant";
          default -> "the budget of the project";
        };
    return switch (period) {
      case "day" -> whose + " for the day";
      case "month" -> whose + " for the month";
      default -> whose + " in total";
    };
  }

  /**
   * @return the first day of the next period; empty where there is none
   */
  public Optional<LocalDate> renews() {
    return switch (period) {
      case "day" -> Optional.of(starts.plusDays(1));
      case "month" -> Optional.of(starts.plusMonths(1));
      default -> Optional.empty();
    };
  }

  private String renewal() {
    return renews().map(day -> "it renews on %s, UTC".formatted(day)).orElse("it does not renew");
  }
}
