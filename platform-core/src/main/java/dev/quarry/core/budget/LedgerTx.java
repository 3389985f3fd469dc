package dev.quarry.core.budget;

import dev.quarry.core.budget.Ledger.Claim;
import dev.quarry.core.budget.Ledger.Holder;
import dev.quarry.core.trajectory.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the ledger, inside a transaction that sees the tenant. All lock the rollout's
 * own row first and the budgets in the order of their keys, so that none waits in a circle.
 */
public final class LedgerTx {
  private static final String HOLD =
      """
      insert into budget_hold as h (tenant_id, rollout_id, project_id, epoch)
      select tenant_id, ?, project_id, ? from job where tenant_id = ? and job_id = ?
      on conflict (tenant_id, rollout_id) do update set epoch = excluded.epoch
        where h.epoch <= excluded.epoch
      returning project_id, tokens, micros, tool_calls, millis, reserved_tokens, reserved_micros
      """;

  /**
   * Counts and reserves in all budgets over a rollout, or in none. Without a budget that stands in
   * the way, and only then, the rollout's own row is changed.
   */
  private static final String MOVE =
      """
      with mine as materialized (
        select * from budget where tenant_id = ? and owner_id in (?, ?)
        order by tenant_id, owner_id, scope, period for update),
      delta as (
        select ?::bigint as tokens, ?::bigint as micros, ?::bigint as tool_calls, ?::bigint as millis,
               ?::bigint as reserved_tokens, ?::bigint as reserved_micros),
      fresh as (
        select m.*, budget_starts(m.period) as now_starts,
          case when m.starts = budget_starts(m.period) then 1 else 0 end as keep
        from mine m),
      next as (
        select f.tenant_id, f.owner_id, f.scope, f.period, f.now_starts,
          f.max_tokens, f.max_micros, f.max_tool_calls, f.max_millis,
          f.used_tokens * keep + d.tokens as used_tokens,
          f.used_micros * keep + d.micros as used_micros,
          f.used_tool_calls * keep + d.tool_calls as used_tool_calls,
          f.used_millis * keep + d.millis as used_millis,
          f.reserved_tokens + d.reserved_tokens as reserved_tokens,
          f.reserved_micros + d.reserved_micros as reserved_micros
        from fresh f, delta d),
      open as (
        select ? or coalesce(bool_and(
          (max_tokens is null or d.tokens + d.reserved_tokens <= 0
            or used_tokens + n.reserved_tokens <= max_tokens)
          and (max_micros is null or d.micros + d.reserved_micros <= 0
            or used_micros + n.reserved_micros <= max_micros)
          and (? or ((max_tool_calls is null or used_tool_calls < max_tool_calls)
            and (max_millis is null or used_millis < max_millis)))), true) as ok
        from next n, delta d),
      moved as (
        update budget b set starts = n.now_starts, used_tokens = n.used_tokens,
          used_micros = n.used_micros, used_tool_calls = n.used_tool_calls,
          used_millis = n.used_millis, reserved_tokens = n.reserved_tokens,
          reserved_micros = n.reserved_micros
        from next n, open
        where open.ok and b.tenant_id = n.tenant_id and b.owner_id = n.owner_id
          and b.scope = n.scope and b.period = n.period)
      update budget_hold h set tokens = h.tokens + d.tokens, micros = h.micros + d.micros,
        tool_calls = h.tool_calls + d.tool_calls, millis = h.millis + d.millis,
        reserved_tokens = h.reserved_tokens + d.reserved_tokens,
        reserved_micros = h.reserved_micros + d.reserved_micros
      from delta d, open where open.ok and h.tenant_id = ? and h.rollout_id = ?
      """;

  private LedgerTx() {}

  /** How a rollout stands in the ledger. */
  private record Hold(
      UUID rolloutId, @Nullable UUID projectId, Spending counted, Reserve reserved) {
    static Hold of(ResultSet row, UUID rolloutId) throws SQLException {
      return new Hold(
          rolloutId,
          row.getObject(1, UUID.class),
          new Spending(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
          new Reserve(row.getLong(6), row.getLong(7)));
    }
  }

  /** What came of a claim. */
  sealed interface Taken {
    /** All is reserved. */
    record All() implements Taken {}

    /** What was used is counted, nothing more is reserved. */
    record Refused(Step.LimitHit hit) implements Taken {}

    /** A later holder has been here; nothing was changed. */
    record Late() implements Taken {}
  }

  static Taken reserve(Connection tx, Holder holder, Claim claim) throws SQLException {
    Optional<Hold> found = hold(tx, holder);
    if (found.isEmpty()) {
      return new Taken.Late();
    }
    Hold hold = found.get();
    if (move(tx, holder.tenantId(), hold, claim, false)) {
      return new Taken.All();
    }
    Step.LimitHit hit = standsInTheWay(tx, holder.tenantId(), hold, claim);
    Reserve stays = claim.otherwise().atMost(hold.reserved());
    Claim counted = new Claim(claim.spent(), stays, stays, true);
    move(tx, holder.tenantId(), hold, counted, true);
    return new Taken.Refused(hit);
  }

  /**
   * Counts all that a rollout has used up and gives back what is reserved for it: before it leaves
   * its slot.
   *
   * @param ended whether it never comes back
   */
  public static void settle(Connection tx, Holder holder, Spending spent, boolean ended)
      throws SQLException {
    Optional<Hold> hold = limited(tx, holder) ? hold(tx, holder) : Optional.empty();
    if (hold.isPresent()) {
      Claim nothing = new Claim(spent, Reserve.NONE, Reserve.NONE, true);
      move(tx, holder.tenantId(), hold.get(), nothing, true);
    }
    if (ended) {
      forget(tx, holder.tenantId(), holder.rolloutId());
    }
  }

  /**
   * Gives back what is reserved for a rollout that nobody works on under that epoch.
   *
   * @return whether there was anything
   */
  static boolean release(Connection tx, UUID tenantId, UUID rolloutId) throws SQLException {
    Optional<Hold> hold = Optional.empty();
    try (var select =
        tx.prepareStatement(
            "select project_id, tokens, micros, tool_calls, millis, reserved_tokens,"
                + " reserved_micros from budget_hold h"
                + " where tenant_id = ? and rollout_id = ? and not exists ("
                + " select 1 from rollout r where r.rollout_id = h.rollout_id"
                + " and r.state = 'RUNNING' and r.lease_epoch = h.epoch and r.lease_until >= now())"
                + " for update")) {
      select.setObject(1, tenantId);
      select.setObject(2, rolloutId);
      try (var row = select.executeQuery()) {
        if (row.next()) {
          hold = Optional.of(Hold.of(row, rolloutId));
        }
      }
    }
    if (hold.isEmpty()) {
      return false;
    }
    Claim nothing = new Claim(hold.get().counted(), Reserve.NONE, Reserve.NONE, true);
    move(tx, tenantId, hold.get(), nothing, true);
    if (!alive(tx, rolloutId)) {
      forget(tx, tenantId, rolloutId);
    }
    return true;
  }

  private static boolean alive(Connection tx, UUID rolloutId) throws SQLException {
    try (var select =
        tx.prepareStatement("select 1 from rollout where rollout_id = ? and ended_at is null")) {
      select.setObject(1, rolloutId);
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean limited(Connection tx, Holder holder) throws SQLException {
    try (var select =
        tx.prepareStatement("select exists (select 1 from budget where tenant_id = ?)")) {
      select.setObject(1, holder.tenantId());
      try (var row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Optional<Hold> hold(Connection tx, Holder holder) throws SQLException {
    try (var upsert = tx.prepareStatement(HOLD)) {
      upsert.setObject(1, holder.rolloutId());
      upsert.setLong(2, holder.epoch());
      upsert.setObject(3, holder.tenantId());
      upsert.setObject(4, holder.jobId());
      try (var row = upsert.executeQuery()) {
        return row.next() ? Optional.of(Hold.of(row, holder.rolloutId())) : Optional.empty();
      }
    }
  }

  /**
   * @param anyway whether limits are no matter
   * @return whether it was counted and reserved
   */
  private static boolean move(Connection tx, UUID tenantId, Hold hold, Claim claim, boolean anyway)
      throws SQLException {
    Spending more = claim.spent().minus(hold.counted());
    Reserve reserve = claim.wanted().minus(hold.reserved());
    try (var update = tx.prepareStatement(MOVE)) {
      update.setObject(1, tenantId);
      update.setObject(2, tenantId);
      update.setObject(3, hold.projectId());
      update.setLong(4, more.tokens());
      update.setLong(5, more.micros());
      update.setLong(6, more.toolCalls());
      update.setLong(7, more.millis());
      update.setLong(8, reserve.tokens());
      update.setLong(9, reserve.micros());
      update.setBoolean(10, anyway);
      update.setBoolean(11, claim.last());
      update.setObject(12, tenantId);
      update.setObject(13, hold.rolloutId());
      return update.executeUpdate() == 1;
    }
  }

  /** The budgets are locked by the statement that was refused. */
  private static Step.LimitHit standsInTheWay(Connection tx, UUID tenantId, Hold hold, Claim claim)
      throws SQLException {
    Spending more = claim.spent().minus(hold.counted());
    for (BudgetRow row : over(tx, tenantId, hold.projectId())) {
      Optional<Step.LimitHit> hit = row.hit(more, hold.reserved(), claim.wanted(), claim.last());
      if (hit.isPresent()) {
        return hit.get();
      }
    }
    throw new SQLException("no budget over rollout %s is used up".formatted(hold.rolloutId()));
  }

  /**
   * @param projectId null for none
   * @return the budgets over a project's jobs, or over those of no project
   */
  public static List<BudgetRow> over(Connection tx, UUID tenantId, @Nullable UUID projectId)
      throws SQLException {
    try (PreparedStatement select =
        tx.prepareStatement(
            "select"
                + BudgetRow.COLUMNS
                + " from budget b where b.tenant_id = ? and b.owner_id in (?, ?)"
                + " order by b.scope, b.period")) {
      select.setObject(1, tenantId);
      select.setObject(2, tenantId);
      select.setObject(3, projectId);
      List<BudgetRow> rows = new ArrayList<>();
      try (var found = select.executeQuery()) {
        while (found.next()) {
          rows.add(BudgetRow.of(found));
        }
      }
      return rows;
    }
  }

  private static void forget(Connection tx, UUID tenantId, UUID rolloutId) throws SQLException {
    try (var delete =
        tx.prepareStatement("delete from budget_hold where tenant_id = ? and rollout_id = ?")) {
      delete.setObject(1, tenantId);
      delete.setObject(2, rolloutId);
      delete.executeUpdate();
    }
  }
}
