package dev.quarry.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was used up in a time.
 *
 * @param from first day, UTC
 * @param to the day after the last
 * @param currency in millionths of which costs are
 * @param rows by time and group; those that used nothing are left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageView(
    LocalDate from,
    LocalDate to,
    @Nullable String by,
    @Nullable String every,
    String currency,
    Amounts total,
    List<Row> rows) {
  /**
   * A group in a time.
   *
   * @param start first day of the time; absent where times are not told apart
   * @param key of the group, as in {@code key:Ab12Cd34}; absent where there are no groups
   * @param name of the key or the member, as long as it is there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      @Nullable LocalDate start, @Nullable String key, @Nullable String name, Amounts used) {}

  /**
   * Amounts.
   *
   * @param slotSeconds time while runners worked, to milliseconds; of tools it is not told apart
   * @param costMicros millionths of the currency
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Amounts(
      long jobs,
      long modelCalls,
      long toolCalls,
      long inputTokens,
      long outputTokens,
      @Nullable BigDecimal slotSeconds,
      long costMicros) {}
}
