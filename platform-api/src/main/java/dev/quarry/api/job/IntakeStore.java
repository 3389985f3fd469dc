package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Takes jobs in and cancels them: each in one transaction with its rollouts, the tenant's counters,
 * what is to be sent to Kafka and the client's idempotency key.
 */
@Singleton
public final class IntakeStore {
  private static final int ROLLOUTS = 1;
  private static final int PRIORITY = 0;

  private final TenantTx tenants;
  private final JobIntake intake = new JobIntake();
  private final Duration idempotencyTtl;

  IntakeStore(DataSource dataSource, ApiConfig config) {
    this.tenants = new TenantTx(dataSource);
    this.idempotencyTtl = config.requests().idempotencyTtl();
  }

  /**
   * @return what a key stands for, unless it is forgotten
   */
  Optional<Idempotency.Kept> kept(UUID tenantId, String key) {
    return tenants.call(tenantId, tx -> kept(tx, tenantId, key));
  }

  /**
   * Takes a job in.
   *
   * @param jobId of the new job
   * @return empty when it is taken in; what the key stands for when another request came first. Of
   *     two at the same time the second waits here until the first is committed or gone.
   */
  Optional<Idempotency.Kept> take(
      UUID tenantId, UUID jobId, JobSpec spec, Optional<Idempotency> idempotency) {
    return tenants.call(
        tenantId,
        tx -> {
          if (idempotency.isPresent() && !keep(tx, tenantId, jobId, idempotency.get())) {
            return kept(tx, tenantId, idempotency.get().key());
          }
          insert(tx, tenantId, jobId, spec);
          intake.enqueue(tx, tenantId, jobId, ROLLOUTS, PRIORITY);
          return Optional.empty();
        });
  }

  /**
   * Asks for the end of a job. When none of its rollouts runs, it is ended here.
   *
   * @return whether the job was, or still is, to be ended; false when it had ended in the meantime
   */
  boolean cancel(UUID tenantId, UUID jobId) {
    return tenants.call(
        tenantId,
        tx -> {
          int running = intake.cancel(tx, tenantId, jobId);
          if (running == 0 && open(tx, tenantId, jobId)) {
            // Handed back to the queue just between the two statements of the first try.
            running = intake.cancel(tx, tenantId, jobId);
          }
          if (running == 0) {
            if (!endCancelled(tx, tenantId, jobId)) {
              return false;
            }
            announceCancelled(tx, tenantId, jobId);
          }
          send(
              tx,
              tenantId,
              Topics.CONTROL,
              jobId,
              "{\"type\":\"cancel\",\"tenantId\":\"%s\",\"jobId\":\"%s\"}"
                  .formatted(tenantId, jobId));
          return true;
        });
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
            delete.setDouble(2, idempotencyTtl.toSeconds());
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
      select.setDouble(3, idempotencyTtl.toSeconds());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Idempotency.Kept(row.getString(1), row.getObject(2, UUID.class)))
            : Optional.empty();
      }
    }
  }

  /** A forgotten key is free again; the unique key of the table decides between two at once. */
  private boolean keep(Connection tx, UUID tenantId, UUID jobId, Idempotency idempotency)
      throws SQLException {
    try (var delete =
        tx.prepareStatement(
            "delete from idempotency_key where tenant_id = ? and key = ?"
                + " and created_at < now() - make_interval(secs => ?)")) {
      delete.setObject(1, tenantId);
      delete.setString(2, idempotency.key());
      delete.setDouble(3, idempotencyTtl.toSeconds());
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

  private static boolean open(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select 1 from rollout where tenant_id = ? and job_id = ? and ended_at is null")) {
      select.setObject(1, tenantId);
      select.setObject(2, jobId);
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean endCancelled(Connection tx, UUID tenantId, UUID jobId)
      throws SQLException {
    try (var update =
        tx.prepareStatement(
            "update job set state = ?, termination = ?, ended_at = now()"
                + " where tenant_id = ? and job_id = ? and ended_at is null")) {
      update.setString(1, JobState.CANCELLED.name());
      update.setString(2, Termination.CANCELLED.name());
      update.setObject(3, tenantId);
      update.setObject(4, jobId);
      return update.executeUpdate() == 1;
    }
  }

  private static void announceCancelled(Connection tx, UUID tenantId, UUID jobId)
      throws SQLException {
    var changed = new JobEvent.StateChanged(tenantId, jobId, JobState.CANCELLED.name());
    send(tx, tenantId, Topics.EVENTS, jobId, JobEventCodec.encode(changed));
  }

  private static void send(Connection tx, UUID tenantId, String topic, UUID jobId, String payload)
      throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into outbox (tenant_id, topic, key, payload) values (?, ?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, topic);
      insert.setString(3, jobId.toString());
      insert.setString(4, payload);
      insert.executeUpdate();
    }
  }
}
