package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What clients' idempotency keys stand for, for a time. */
@Singleton
final class IdempotencyStore {
  private final TenantTx tenants;
  private final Duration ttl;

  IdempotencyStore(DataSource dataSource, ApiConfig config) {
    this.tenants = new TenantTx(dataSource);
    this.ttl = config.requests().idempotencyTtl();
  }

  /**
   * @return what a key stands for, unless it is forgotten
   */
  Optional<Idempotency.Kept> kept(UUID tenantId, String key) {
    return tenants.call(tenantId, tx -> kept(tx, tenantId, key));
  }

  /**
   * Gives a key its meaning, in the transaction of what it is for. Of two at the same time the
   * second waits here until the first is committed or gone.
   *
   * @return empty when the key is new; what it stands for when another request came first
   */
  Optional<Idempotency.Kept> keep(Connection tx, UUID tenantId, UUID jobId, Idempotency idempotency)
      throws SQLException {
    return insert(tx, tenantId, jobId, idempotency)
        ? Optional.empty()
        : kept(tx, tenantId, idempotency.key());
  }

  /** Removes keys that are forgotten. */
  void sweep(UUID tenantId) {
    tenants.call(
        tenantId,
        tx -> {
          try (var delete =
              tx.prepareStatement(
                  "delete from idempotency_key where tenant_id = ?"
                      + " and created_at < now() - make_interval(secs => ?)")) {
            delete.setObject(1, tenantId);
            delete.setDouble(2, ttl.toSeconds());
            return delete.executeUpdate();
          }
        });
  }

  private Optional<Idempotency.Kept> kept(Connection tx, UUID tenantId, String key)
      throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select request_hash, job_id from idempotency_key where tenant_id = ? and key = ?"
                + " and created_at >= now() - make_interval(secs => ?)")) {
      select.setObject(1, tenantId);
      select.setString(2, key);
      select.setDouble(3, ttl.toSeconds());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Idempotency.Kept(row.getString(1), row.getObject(2, UUID.class)))
            : Optional.empty();
      }
    }
  }

  /** A forgotten key is free again; the unique key of the table decides between two at once. */
  private boolean insert(Connection tx, UUID tenantId, UUID jobId, Idempotency idempotency)
      throws SQLException {
    try (var delete =
        tx.prepareStatement(
            "delete from idempotency_key where tenant_id = ? and key = ?"
                + " and created_at < now() - make_interval(secs => ?)")) {
      delete.setObject(1, tenantId);
      delete.setString(2, idempotency.key());
      delete.setDouble(3, ttl.toSeconds());
      delete.executeUpdate();
    }
    try (var insert =
        tx.prepareStatement(
            "insert into idempotency_key (tenant_id, key, request_hash, job_id)"
                + " values (?, ?, ?, ?) on conflict (tenant_id, key) do nothing")) {
      insert.setObject(1, tenantId);
      insert.setString(2, idempotency.key());
      insert.setString(3, idempotency.requestHash());
      insert.setObject(4, jobId);
      return insert.executeUpdate() == 1;
    }
  }
}
