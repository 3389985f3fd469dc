package dev.quarry.api.job;

import dev.quarry.api.usage.UsageLines;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What jobs of the tenant that the transaction sees came to. */
@Singleton
final class EstimateStore {
  private static final String PAST =
      """
      with line as (
        select u.*, %s
        from usage_record u where mode = ?),
      past as (
        select sum(input_tokens + output_tokens) as tokens, sum(cost_micros) as micros,
               sum(slot) as millis
        from line group by job_id
        having bool_or(kind = 'model' and name = ? and calls > 0)
        order by max(recorded_at) desc limit ?)
      select count(*),
        percentile_disc(0.5) within group (order by tokens),
        percentile_disc(0.5) within group (order by micros),
        percentile_disc(0.5) within group (order by millis),
        percentile_disc(0.95) within group (order by tokens),
        percentile_disc(0.95) within group (order by micros),
        percentile_disc(0.95) within group (order by millis)
      from past
      """
          .formatted(UsageLines.SLOT_ONCE);

  /**
   * Earlier jobs.
   *
   * @param median of each amount by itself
   * @param high what 95 of 100 stayed within
   */
  record Past(int jobs, EstimateView.Amounts median, EstimateView.Amounts high) {}

  Past past(Connection tx, String mode, String model, int most) throws SQLException {
    try (var select = tx.prepareStatement(PAST)) {
      select.setString(1, mode);
      select.setString(2, model);
      select.setInt(3, most);
      try (var row = select.executeQuery()) {
        row.next();
        return new Past(row.getInt(1), amounts(row, 2), amounts(row, 5));
      }
    }
  }

  private static EstimateView.Amounts amounts(ResultSet row, int at) throws SQLException {
    return new EstimateView.Amounts(
        row.getLong(at), row.getLong(at + 1), BigDecimal.valueOf(row.getLong(at + 2), 3));
  }
}
