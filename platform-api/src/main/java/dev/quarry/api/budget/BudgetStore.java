package dev.quarry.api.budget;

import dev.quarry.api.usage.UsageLines;
import dev.quarry.core.budget.BudgetRow;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Budgets of the tenant that the transaction sees. */
@Singleton
final class BudgetStore {
  /** Reservations change no more until the budget is there. */
  private static final String STOP =
      """
      select 1 from budget_hold where tenant_id = ? and (? or project_id = ?)
      order by rollout_id for update
      """;

  /**
   * A new budget begins with what was used in its period so far: by rollouts that have ended, as
   * their records say, by others as far as it is counted already. The rest is counted when those
   * reserve next.
   */
  private static final String SET =
      """
      with line as (
        select u.*, %s
        from usage_record u
        where tenant_id = ? and (? or project_id = ?)
          and recorded_at >= budget_starts(?)::timestamp at time zone 'UTC'
          and not exists (select 1 from rollout r
                          where r.rollout_id = u.rollout_id and r.ended_at is null)),
      ended as (
        select coalesce(sum(input_tokens + output_tokens), 0) as tokens,
               coalesce(sum(cost_micros), 0) as micros,
               coalesce(sum(calls) filter (where kind = 'tool'), 0) as tool_calls,
               coalesce(sum(slot), 0) as millis from line),
      held as (
        select coalesce(sum(tokens), 0) as tokens, coalesce(sum(micros), 0) as micros,
               coalesce(sum(tool_calls), 0) as tool_calls, coalesce(sum(millis), 0) as millis,
               coalesce(sum(reserved_tokens), 0) as reserved_tokens,
               coalesce(sum(reserved_micros), 0) as reserved_micros
        from budget_hold where tenant_id = ? and (? or project_id = ?))
      insert into budget (tenant_id, scope, owner_id, period, starts, max_tokens, max_micros,
                          max_tool_calls, max_millis, used_tokens, used_micros, used_tool_calls,
                          used_millis, reserved_tokens, reserved_micros)
      select ?, ?, ?, ?, budget_starts(?), ?, ?, ?, ?, e.tokens + h.tokens, e.micros + h.micros,
             e.tool_calls + h.tool_calls, e.millis + h.millis, h.reserved_tokens, h.reserved_micros
      from ended e, held h
      on conflict (tenant_id, owner_id, scope, period) do update set
        max_tokens = excluded.max_tokens, max_micros = excluded.max_micros,
        max_tool_calls = excluded.max_tool_calls, max_millis = excluded.max_millis
      """
          .formatted(UsageLines.SLOT_ONCE);

  private static final int MILLIS = 1000;

  /**
   * Which budget.
   *
   * @param scope {@code operator}, {@code tenant} or {@code project}
   * @param projectId of a project's
   * @param project its slug
   */
  record Place(
      UUID tenantId,
      String scope,
      @Nullable UUID projectId,
      @Nullable String project,
      String period) {
    UUID owner() {
      return projectId == null ? tenantId : projectId;
    }

    String words() {
      return project == null ? period : project + " " + period;
    }
  }

  List<BudgetView> all(Connection tx) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select"
                + BudgetRow.COLUMNS
                + ", p.slug from budget b left join project p"
                + " on p.tenant_id = b.tenant_id and p.project_id = b.owner_id"
                + " order by b.scope, p.slug, b.starts desc, b.period")) {
      return views(select);
    }
  }

  List<BudgetView> at(Connection tx, Place place) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select"
                + BudgetRow.COLUMNS
                + ", ?::text from budget b"
                + " where tenant_id = ? and owner_id = ? and scope = ? and period = ?")) {
      select.setString(1, place.project());
      key(select, 2, place);
      return views(select);
    }
  }

  private static List<BudgetView> views(PreparedStatement select) throws SQLException {
    List<BudgetView> views = new ArrayList<>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        views.add(BudgetView.of(BudgetRow.of(rows), rows.getString(14)));
      }
    }
    return views;
  }

  void set(Connection tx, Place place, BudgetLimits limits) throws SQLException {
    try (var select = tx.prepareStatement(STOP)) {
      whose(select, 1, place);
      select.execute();
    }
    try (var upsert = tx.prepareStatement(SET)) {
      whose(upsert, 1, place);
      upsert.setString(4, place.period());
      whose(upsert, 5, place);
      upsert.setObject(8, place.tenantId());
      upsert.setString(9, place.scope());
      upsert.setObject(10, place.owner());
      upsert.setString(11, place.period());
      upsert.setString(12, place.period());
      Long seconds = limits.slotSeconds();
      upsert.setObject(13, limits.tokens(), Types.BIGINT);
      upsert.setObject(14, limits.costMicros(), Types.BIGINT);
      upsert.setObject(15, limits.toolCalls(), Types.BIGINT);
      upsert.setObject(16, seconds == null ? null : seconds * MILLIS, Types.BIGINT);
      upsert.executeUpdate();
    }
  }

  /**
   * @return whether there was one
   */
  boolean delete(Connection tx, Place place) throws SQLException {
    try (var delete =
        tx.prepareStatement(
            "delete from budget"
                + " where tenant_id = ? and owner_id = ? and scope = ? and period = ?")) {
      key(delete, 1, place);
      return delete.executeUpdate() == 1;
    }
  }

  private static void key(PreparedStatement statement, int at, Place place) throws SQLException {
    statement.setObject(at, place.tenantId());
    statement.setObject(at + 1, place.owner());
    statement.setString(at + 2, place.scope());
    statement.setString(at + 3, place.period());
  }

  private static void whose(PreparedStatement statement, int at, Place place) throws SQLException {
    statement.setObject(at, place.tenantId());
    statement.setBoolean(at + 1, place.projectId() == null);
    statement.setObject(at + 2, place.projectId(), Types.OTHER);
  }
}
