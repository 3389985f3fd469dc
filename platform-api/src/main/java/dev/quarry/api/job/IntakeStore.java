package dev.quarry.api.job;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Takes jobs in: each in one transaction with its rollouts, the tenant's counters, what is to be
 * sent to Kafka and the client's idempotency key.
 */
@Singleton
public final class IntakeStore {
  private static final int ROLLOUTS = 1;
  private static final int PRIORITY = 0;

  private final TenantTx tenants;
  private final IdempotencyStore keys;
  private final JobIntake intake = new JobIntake();

  IntakeStore(DataSource dataSource, IdempotencyStore keys) {
    this.tenants = new TenantTx(dataSource);
    this.keys = keys;
  }

  /**
   * Takes a job in.
   *
   * @param jobId of the new job
   * @return empty when it is taken in; what the key stands for when another request came first
   */
  Optional<Idempotency.Kept> take(
      UUID tenantId, UUID jobId, JobSpec spec, Optional<Idempotency> idempotency) {
    return tenants.call(
        tenantId,
        tx -> {
          if (idempotency.isPresent()) {
            var kept = keys.keep(tx, tenantId, jobId, idempotency.get());
            if (kept.isPresent()) {
              return kept;
            }
          }
          insert(tx, tenantId, jobId, spec);
          intake.enqueue(tx, tenantId, jobId, ROLLOUTS, PRIORITY);
          return Optional.empty();
        });
  }

  private static void insert(Connection tx, UUID tenantId, UUID jobId, JobSpec spec)
      throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into job (tenant_id, job_id, state, mode, model, spec)"
                + " values (?, ?, ?, ?, ?, ?::json)")) {
      insert.setObject(1, tenantId);
      insert.setObject(2, jobId);
      insert.setString(3, JobState.QUEUED.name());
      insert.setString(4, spec.mode().id());
      insert.setString(5, spec.model());
      insert.setString(6, SpecJson.encode(spec));
      insert.executeUpdate();
    }
  }
}
