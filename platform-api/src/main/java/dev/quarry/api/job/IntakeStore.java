package dev.quarry.api.job;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

  private final TenantTx tenants;
  private final IdempotencyStore keys;
  private final JobIntake intake = new JobIntake();

  IntakeStore(DataSource dataSource, IdempotencyStore keys) {
    this.tenants = new TenantTx(dataSource);
    this.keys = keys;
  }

  /** What came of a request. */
  sealed interface Taken {
    /**
     * The job is taken in.
     *
     * @param createdAt by the database's clock
     */
    record New(Instant createdAt) implements Taken {}

    /**
     * Another request with the same key came first.
     *
     * @param kept what the key stands for
     */
    record Before(Idempotency.Kept kept) implements Taken {}
  }

  /**
   * Takes a job in.
   *
   * @param jobId of the new job
   */
  Taken take(
      UUID tenantId,
      UUID jobId,
      JobSpec spec,
      Schedule schedule,
      Optional<Idempotency> idempotency) {
    return tenants.call(
        tenantId,
        tx -> {
          if (idempotency.isPresent()) {
            var kept = keys.keep(tx, tenantId, jobId, idempotency.get());
            if (kept.isPresent()) {
              return new Taken.Before(kept.get());
            }
          }
          Instant createdAt = insert(tx, tenantId, jobId, spec, schedule);
          intake.enqueue(tx, tenantId, jobId, ROLLOUTS, schedule);
          return new Taken.New(createdAt);
        });
  }

  private static Instant insert(
      Connection tx, UUID tenantId, UUID jobId, JobSpec spec, Schedule schedule)
      throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into job (tenant_id, job_id, state, mode, model, spec, priority, not_before)"
                + " values (?, ?, ?, ?, ?, ?::json, ?, ?) returning created_at")) {
      insert.setObject(1, tenantId);
      insert.setObject(2, jobId);
      insert.setString(3, JobState.QUEUED.name());
      insert.setString(4, spec.mode().id());
      insert.setString(5, spec.model());
      insert.setString(6, SpecJson.encode(spec));
      insert.setInt(7, schedule.priority());
      insert.setObject(8, schedule.notBefore().map(t -> t.atOffset(ZoneOffset.UTC)).orElse(null));
      try (var row = insert.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }
}
