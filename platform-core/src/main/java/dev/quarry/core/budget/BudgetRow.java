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
   * @param more what a rollout has used and this does not count yet
   * @param held what is reserved for it so far, and is given back for {@code wanted}
   * @param last whether tool calls and time are no matter
   * @return the first limit that leaves no room
   */
  Optional<Step.LimitHit> hit(Spending more, Reserve held, Reserve wanted, boolean last) {
    Spending now = used.plus(more);
    Reserve others = reserved.minus(held);
    Reserve growth = new Reserve(more.tokens(), more.micros()).plus(wanted).minus(held);
    return first(
        growth.tokens() <= 0
            ? null
            : tight(
                Limit.TENANT_TOKENS,
                now.tokens() + others.tokens(),
                wanted.tokens(),
                caps.tokens()),
        growth.micros() <= 0
            ? null
            : tight(
                Limit.TENANT_MONEY, now.micros() + others.micros(), wanted.micros(), caps.micros()),
        last ? null : full(Limit.TENANT_TOOL_CALLS, now.toolCalls(), caps.toolCalls()),
        last ? null : full(Limit.TENANT_TIME, now.millis(), caps.millis()));
  }

  private static Optional<Step.LimitHit> first(Step.@Nullable LimitHit... hits) {
    return Arrays.stream(hits).filter(Objects::nonNull).findFirst();
  }

  private Step.@Nullable LimitHit tight(Limit limit, long taken, long wanted, @Nullable Long cap) {
    return cap != null && taken + wanted > cap ? told(limit, taken, wanted, cap) : null;
  }

  private Step.@Nullable LimitHit full(Limit limit, long used, @Nullable Long cap) {
    return cap != null && used >= cap ? told(limit, used, 0, cap) : null;
  }

  /**
   * @param wanted more than there is room for; 0 where there is no room at all
   */
  private Step.LimitHit told(Limit ofTenant, long taken, long wanted, long cap) {
    return switch (ofTenant) {
      case TENANT_TOKENS ->
          hit(ofTenant, Limit.PROJECT_TOKENS, amounts(taken, wanted, cap, "tokens"));
      case TENANT_MONEY ->
          hit(
              ofTenant,
              Limit.PROJECT_MONEY,
              amounts(taken, wanted, cap, "millionths of the currency"));
      case TENANT_TOOL_CALLS ->
          hit(ofTenant, Limit.PROJECT_TOOL_CALLS, amounts(taken, wanted, cap, "tool calls"));
      case TENANT_TIME ->
          hit(
              ofTenant,
              Limit.PROJECT_TIME,
              amounts(taken / 1000, wanted / 1000, cap / 1000, "slot-seconds"));
      default -> throw new IllegalArgumentException(ofTenant + " is no limit of a tenant");
    };
  }

  private static String amounts(long taken, long wanted, long cap, String unit) {
    String used = "%,d of %,d %s are used or reserved".formatted(taken, cap, unit);
    return wanted == 0 ? used : used + ", and what comes next may take %,d".formatted(wanted);
  }

  private Step.LimitHit hit(Limit ofTenant, Limit ofProject, String amounts) {
    return new Step.LimitHit(
        scope.equals("project") ? ofProject : ofTenant,
        "%s: %s; %s".formatted(words(), amounts, renewal()));
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
