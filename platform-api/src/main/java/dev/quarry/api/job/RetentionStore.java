package dev.quarry.api.job;

import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Deletes ended jobs. Those whose time has come are found across tenants as role {@code
 * quarry_scheduler}, which sees when and nothing else; each is deleted within its own tenant.
 */
@Singleton
final class RetentionStore {
  private final javax.sql.DataSource scheduler;
  private final TenantTx tenants;

  RetentionStore(
      @DataSource("scheduler") javax.sql.DataSource scheduler, javax.sql.DataSource application) {
    this.scheduler = scheduler;
    this.tenants = new TenantTx(application);
  }

  /** A job whose time has come. */
  record Expired(UUID tenantId, UUID jobId) {}

  /**
   * @param most of them
   * @return those that expired first
   */
  List<Expired> expired(int most) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select tenant_id, job_id from job where expires_at <= now()"
                      + " order by expires_at limit ?")) {
            select.setInt(1, most);
            List<Expired> expired = new ArrayList<>();
            try (var rows = select.executeQuery()) {
              while (rows.next()) {
                expired.add(
                    new Expired(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
              }
            }
            return expired;
          }
        });
  }

  /**
   * Deletes a job with all that belongs to it: rollouts, steps, pages, artifacts, messages, and the
   * idempotency keys that stand for it. Its usage records stay: they say what was used up, and hold
   * no content.
   *
   * @return whether there was such a job and it had ended
   */
  boolean delete(UUID tenantId, UUID jobId) {
    return tenants.call(
        tenantId,
        tx -> {
          boolean deleted =
              delete(
                  tx,
                  "delete from job where tenant_id = ? and job_id = ? and ended_at is not null",
                  tenantId,
                  jobId);
          if (deleted) {
            delete(
                tx,
                "delete from idempotency_key where tenant_id = ? and job_id = ?",
                tenantId,
                jobId);
          }
          return deleted;
        });
  }

  private static boolean delete(Connection tx, String sql, UUID tenantId, UUID jobId)
      throws SQLException {
    try (var delete = tx.prepareStatement(sql)) {
      delete.setObject(1, tenantId);
      delete.setObject(2, jobId);
      return delete.executeUpdate() > 0;
    }
  }
}
