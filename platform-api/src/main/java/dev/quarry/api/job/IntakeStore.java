package dev.quarry.api.job;

import dev.quarry.api.auth.Requester;
import dev.quarry.api.error.ApiException;
import dev.quarry.core.budget.BudgetRow;
import dev.quarry.core.budget.LedgerTx;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Step;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs in: each in one transaction with its rollouts, the tenant's counters, what is to be
 * sent to Kafka and the client's idempotency key.
 */
@Singleton
public final class IntakeStore {
  private static final int ROLLOUTS = 1;

  private final TenantTx tenants;
  private final IdempotencyStore keys;
  private final IntakeRateStore rates;
  private final JobIntake intake = new JobIntake();

  IntakeStore(DataSource dataSource, IdempotencyStore keys, IntakeRateStore rates) {
    this.tenants = new TenantTx(dataSource);
    this.keys = keys;
    this.rates = rates;
  }

  /**
   * A job to be taken in.
   *
   * @param projectId null for none
   */
  record NewJob(UUID jobId, @Nullable UUID projectId, JobSpec spec, Schedule schedule) {}

  /** What came of a request. */
  sealed interface Taken {
    /**
     * The job is taken in.
     *
     * @param createdAt by the database's clock
     * @param rate how the tenant stands after it
     */
    record New(Instant createdAt, IntakeRate rate) implements Taken {}

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
   * @param by who asks
   * @throws ApiException when a budget over it is used up
   */
  Taken take(Requester by, NewJob job, Optional<Idempotency> idempotency) {
    UUID tenantId = by.tenantId();
    return tenants.call(
        tenantId,
        tx -> {
          if (idempotency.isPresent()) {
            var kept = keys.keep(tx, tenantId, job.jobId(), idempotency.get());
            if (kept.isPresent()) {
              return new Taken.Before(kept.get());
            }
          }
          requireBudget(tx, tenantId, job.projectId());
          rates.take(tx, tenantId);
          Instant createdAt = insert(tx, by, job);
          intake.enqueue(tx, tenantId, job.jobId(), ROLLOUTS, job.schedule());
          return new Taken.New(createdAt, rates.requireRoom(tx, tenantId));
        });
  }

  /** A job whose search could not begin is not taken in. */
  private static void requireBudget(Connection tx, UUID tenantId, @Nullable UUID projectId)
      throws SQLException {
    for (BudgetRow budget : LedgerTx.over(tx, tenantId, projectId)) {
      Optional<Step.LimitHit> hit = budget.usedUp();
      if (hit.isPresent()) {
        throw UsedUp.of(budget, hit.get());
      }
    }
  }

  /** How a tenant stands against the limits. */
  IntakeRate stands(UUID tenantId) {
    return tenants.call(tenantId, tx -> rates.stands(tx, tenantId));
  }

  private static Instant insert(Connection tx, Requester by, NewJob job) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into job (tenant_id, job_id, state, mode, model, spec, submitted_by,"
                + " project_id, priority, not_before)"
                + " values (?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?) returning created_at")) {
      insert.setObject(1, by.tenantId());
      insert.setObject(2, job.jobId());
      insert.setString(3, JobState.QUEUED.name());
      insert.setString(4, job.spec().mode().id());
      insert.setString(5, job.spec().model());
      insert.setString(6, SpecJson.encode(job.spec()));
      insert.setString(7, by.actor().reference());
      insert.setObject(8, job.projectId(), Types.OTHER);
      insert.setInt(9, job.schedule().priority());
      insert.setObject(
          10, job.schedule().notBefore().map(t -> t.atOffset(ZoneOffset.UTC)).orElse(null));
      try (var row = insert.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }
}
