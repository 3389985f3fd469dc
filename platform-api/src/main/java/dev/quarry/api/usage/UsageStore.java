package dev.quarry.api.usage;

import dev.quarry.api.usage.UsageFilter.Every;
import dev.quarry.api.usage.UsageFilter.Grouping;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds up usage records of the tenants that the transaction sees. */
@Singleton
final class UsageStore {
  private static final String SUMS =
      """
      with line as (
        select u.*, %s
        from usage_record u where recorded_at >= ? and recorded_at < ?)
      select %s, %s, %s, count(distinct line.job_id),
             coalesce(sum(calls) filter (where kind = 'model'), 0),
             coalesce(sum(calls) filter (where kind = 'tool'), 0),
             coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
             coalesce(sum(slot), 0), coalesce(sum(line.cost_micros), 0)
      from line %s group by 1, 2, 3 order by 1, 2 limit ?
      """;

  /**
   * @param most rows
   */
  List<UsageView.Row> rows(Connection tx, UsageFilter filter, int most) throws SQLException {
    String sql =
        SUMS.formatted(
            UsageLines.SLOT_ONCE,
            start(filter.every()),
            key(filter.by()),
            name(filter.by()),
            join(filter.by()));
    try (var select = tx.prepareStatement(sql)) {
      select.setObject(1, filter.from().atStartOfDay().atOffset(ZoneOffset.UTC));
      select.setObject(2, filter.to().atStartOfDay().atOffset(ZoneOffset.UTC));
      select.setInt(3, most);
      List<UsageView.Row> rows = new ArrayList<>();
      try (var found = select.executeQuery()) {
        while (found.next()) {
          rows.add(row(found, filter.by()));
        }
      }
      return rows;
    }
  }

  private static UsageView.Row row(ResultSet row, @Nullable Grouping by) throws SQLException {
    return new UsageView.Row(
        row.getObject(1, LocalDate.class),
        row.getString(2),
        row.getString(3),
        new UsageView.Amounts(
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            by == Grouping.TOOL ? null : BigDecimal.valueOf(row.getLong(9), 3),
            row.getLong(10)));
  }

  private static String start(@Nullable Every every) {
    return switch (every) {
      case null -> "null::date";
      case DAY -> "(recorded_at at time zone 'UTC')::date";
      case MONTH -> "date_trunc('month', recorded_at at time zone 'UTC')::date";
    };
  }

  private static String key(@Nullable Grouping by) {
    return switch (by) {
      case null -> "null::text";
      case PROJECT -> "coalesce(p.slug, '')";
      case SUBMITTER -> "submitted_by";
      case MODE -> "mode";
      case MODEL -> "case kind when 'model' then line.name else '(read for tools)' end";
      case TOOL -> "line.name";
      case TENANT -> "t.slug";
    };
  }

  private static String name(@Nullable Grouping by) {
    return switch (by) {
      case PROJECT -> "p.name";
      case SUBMITTER -> "coalesce(k.name, m.name)";
      case TENANT -> "t.name";
      case MODE, MODEL, TOOL -> "null::text";
      case null -> "null::text";
    };
  }

  private static String join(@Nullable Grouping by) {
    return switch (by) {
      case PROJECT -> "left join project p using (tenant_id, project_id)";
      case SUBMITTER ->
          """
          left join api_key k on line.submitted_by = 'key:' || k.key_id
          left join member m on line.submitted_by = 'member:' || m.member_id
          """;
      case MODEL -> "where kind = 'model' or input_tokens + output_tokens > 0";
      case TOOL -> "where kind = 'tool'";
      case TENANT -> "join tenant t using (tenant_id)";
      case MODE -> "";
      case null -> "";
    };
  }
}
