package dev.quarry.api.admin;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tenants, in transactions of the operator's; what a tenant has, in those that see it. */
@Singleton
final class TenantStore {
  private static final String SELECT =
      """
      select t.tenant_id, t.slug, t.name, t.suspended_at is not null, coalesce(s.weight, 1),
             t.max_running, coalesce(s.queued, 0), coalesce(s.running, 0), t.created_at
      from tenant t left join tenant_sched s using (tenant_id)
      """;

  /** In an order in which nothing refers to what is gone. The log stays. */
  private static final List<String> PURGED =
      List.of(
          "job",
          "project",
          "budget",
          "budget_hold",
          "submit_rate",
          "corpus",
          "idempotency_key",
          "usage_record",
          "secret",
          "tenant_key",
          "member",
          "api_key",
          "tenant_sched");

  /**
   * @return whether it is new
   */
  boolean insert(Connection tx, UUID tenantId, String slug, String name) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into tenant (tenant_id, slug, name) values (?, ?, ?)"
                + " on conflict (slug) do nothing")) {
      insert.setObject(1, tenantId);
      insert.setString(2, slug);
      insert.setString(3, name);
      return insert.executeUpdate() == 1;
    }
  }

  List<TenantView> all(Connection tx) throws SQLException {
    try (var select = tx.prepareStatement(SELECT + " order by t.slug")) {
      return views(select.executeQuery());
    }
  }

  Optional<TenantView> bySlug(Connection tx, String slug) throws SQLException {
    try (var select = tx.prepareStatement(SELECT + " where t.slug = ?")) {
      select.setString(1, slug);
      return views(select.executeQuery()).stream().findFirst();
    }
  }

  private static List<TenantView> views(ResultSet found) throws SQLException {
    List<TenantView> views = new ArrayList<>();
    try (var rows = found) {
      while (rows.next()) {
        views.add(
            new TenantView(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                rows.getString(3),
                rows.getBoolean(4),
                rows.getDouble(5),
                rows.getInt(6),
                rows.getInt(7),
                rows.getInt(8),
                rows.getObject(9, OffsetDateTime.class).toInstant(),
                null));
      }
    }
    return views;
  }

  /** The claim goes by the counters alone, so a suspended tenant's cap there is 0. */
  void write(Connection tx, TenantView tenant) throws SQLException {
    try (var update =
        tx.prepareStatement(
            "update tenant set name = ?, max_running = ?,"
                + " suspended_at = case when ? then coalesce(suspended_at, now()) end"
                + " where tenant_id = ?")) {
      update.setString(1, tenant.name());
      update.setInt(2, tenant.maxRunning());
      update.setBoolean(3, tenant.suspended());
      update.setObject(4, tenant.id());
      update.executeUpdate();
    }
    try (var upsert =
        tx.prepareStatement(
            "insert into tenant_sched (tenant_id, weight, max_running) values (?, ?, ?)"
                + " on conflict (tenant_id) do update"
                + " set weight = excluded.weight, max_running = excluded.max_running")) {
      upsert.setObject(1, tenant.id());
      upsert.setDouble(2, tenant.weight());
      upsert.setInt(3, tenant.suspended() ? 0 : tenant.maxRunning());
      upsert.executeUpdate();
    }
  }

  /** Rollouts that run, or whose runner is lost and not replaced yet. */
  int running(Connection tx, UUID tenantId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select count(*) from rollout where tenant_id = ? and state = 'RUNNING'")) {
      select.setObject(1, tenantId);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /**
   * Deletes some jobs with all that belongs to them.
   *
   * @return how many
   */
  int purgeJobs(Connection tx, UUID tenantId, int limit) throws SQLException {
    try (var delete =
        tx.prepareStatement(
            "delete from job where tenant_id = ? and job_id in"
                + " (select job_id from job where tenant_id = ? limit ?)")) {
      delete.setObject(1, tenantId);
      delete.setObject(2, tenantId);
      delete.setInt(3, limit);
      return delete.executeUpdate();
    }
  }

  /** Deletes the rest of what a tenant has, and the tenant itself. */
  void purge(Connection tx, UUID tenantId) throws SQLException {
    for (String table : PURGED) {
      delete(tx, table, tenantId);
    }
    delete(tx, "tenant", tenantId);
  }

  private static void delete(Connection tx, String table, UUID tenantId) throws SQLException {
    try (var delete = tx.prepareStatement("delete from " + table + " where tenant_id = ?")) {
      delete.setObject(1, tenantId);
      delete.executeUpdate();
    }
  }
}
