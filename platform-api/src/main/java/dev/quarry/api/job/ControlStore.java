package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.InputKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Changes jobs that are there: each change in one transaction with the job's rollouts, the tenant's
 * counters and what is to be sent to Kafka.
 */
@Singleton
final class ControlStore {
  private final TenantTx tenants;
  private final IdempotencyStore keys;
  private final JobIntake intake = new JobIntake();

  ControlStore(DataSource dataSource, IdempotencyStore keys) {
    this.tenants = new TenantTx(dataSource);
    this.keys = keys;
  }

  /**
   * A job that nobody else changes until the transaction ends.
   *
   * @param awaiting what it asks its user; null when nothing
   */
  record Held(
      Connection tx, UUID tenantId, UUID jobId, JobState state, @Nullable Awaiting awaiting) {}

  /** What is done with a job while it is held. */
  @FunctionalInterface
  interface Change {
    void on(Held job) throws SQLException;
  }

  /**
   * Holds a job and changes it. All is undone when the change throws, the meaning of the key too.
   *
   * @return empty when it is changed; what the key stands for when another request came first
   * @throws ApiException when the tenant has no such job
   */
  Optional<Idempotency.Kept> hold(
      UUID tenantId, UUID jobId, Optional<Idempotency> idempotency, Change change) {
    return tenants.call(
        tenantId,
        tx -> {
          if (idempotency.isPresent()) {
            var kept = keys.keep(tx, tenantId, jobId, idempotency.get());
            if (kept.isPresent()) {
              return kept;
            }
          }
          intake.hold(tx, tenantId, jobId);
          change.on(held(tx, tenantId, jobId));
          return Optional.empty();
        });
  }

  private static Held held(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select state, awaiting from job where tenant_id = ? and job_id = ?"
                + " for no key update")) {
      select.setObject(1, tenantId);
      select.setObject(2, jobId);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw ApiException.notFound("job", jobId.toString());
        }
        return new Held(
            tx, tenantId, jobId, JobState.of(row.getString(1)), Awaiting.decode(row.getString(2)));
      }
    }
  }

  /** Asks for the end of a job. When none of its rollouts runs, it is ended here. */
  void cancel(Held job) throws SQLException {
    if (intake.cancel(job.tx(), job.tenantId(), job.jobId()) == 0) {
      end(job, JobState.CANCELLED, Termination.CANCELLED);
    }
    control(job, "cancel");
  }

  /**
   * Asks a job to stop.
   *
   * @param paused carried out here when none of its rollouts runs, else by the runner of the last
   */
  void pause(Held job, JobState.Transition paused) throws SQLException {
    if (intake.pause(job.tx(), job.tenantId(), job.jobId()) == 0) {
      move(job, paused);
    }
    control(job, "pause");
  }

  /** Takes a wish to stop back that no runner has followed yet; it looks before it does. */
  void resume(Held job) throws SQLException {
    intake.resume(job.tx(), job.tenantId(), job.jobId());
  }

  /**
   * Lets a paused job go on.
   *
   * @param resumed of the job
   */
  void resume(Held job, JobState.Transition resumed) throws SQLException {
    resume(job);
    move(job, resumed);
  }

  /**
   * Tells a job something that it did not ask for.
   *
   * @param most messages of this kind
   * @return whether there was room for it
   */
  boolean steer(Held job, String message, int most) throws SQLException {
    if (steered(job) >= most) {
      return false;
    }
    insert(job, InputKind.STEER, message, false);
    intake.input(job.tx(), job.tenantId(), job.jobId());
    control(job, "input");
    return true;
  }

  /**
   * Tells a job what it waits for.
   *
   * @param answered of the job
   */
  void answer(Held job, String message, boolean approved, JobState.Transition answered)
      throws SQLException {
    insert(job, InputKind.ANSWER, message, approved);
    intake.input(job.tx(), job.tenantId(), job.jobId());
    intake.answer(job.tx(), job.tenantId(), job.jobId());
    move(job, answered);
  }

  private static int steered(Held job) throws SQLException {
    try (var select =
        job.tx()
            .prepareStatement(
                "select count(*) from job_input where tenant_id = ? and job_id = ? and kind = ?")) {
      select.setObject(1, job.tenantId());
      select.setObject(2, job.jobId());
      select.setString(3, InputKind.STEER.slug());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static void insert(Held job, InputKind kind, String message, boolean approved)
      throws SQLException {
    try (var insert =
        job.tx()
            .prepareStatement(
                "insert into job_input (tenant_id, job_id, ordinal, kind, message, approved)"
                    + " select ?, ?, coalesce(max(ordinal), 0) + 1, ?, ?, ? from job_input"
                    + " where tenant_id = ? and job_id = ?")) {
      insert.setObject(1, job.tenantId());
      insert.setObject(2, job.jobId());
      insert.setString(3, kind.slug());
      insert.setString(4, message);
      insert.setBoolean(5, approved);
      insert.setObject(6, job.tenantId());
      insert.setObject(7, job.jobId());
      insert.executeUpdate();
    }
  }

  /** Nothing is asked in the state that it moves to. */
  private static void move(Held job, JobState.Transition transition) throws SQLException {
    try (var update =
        job.tx()
            .prepareStatement(
                "update job set state = ?, awaiting = null"
                    + " where tenant_id = ? and job_id = ? and state = ?")) {
      update.setString(1, transition.to().name());
      update.setObject(2, job.tenantId());
      update.setObject(3, job.jobId());
      update.setString(4, transition.from().name());
      update.executeUpdate();
    }
    announce(job, transition.to());
  }

  private static void end(Held job, JobState.Terminal state, Termination termination)
      throws SQLException {
    try (var update =
        job.tx()
            .prepareStatement(
                "update job set state = ?, termination = ?, ended_at = now(), awaiting = null"
                    + " where tenant_id = ? and job_id = ?")) {
      update.setString(1, state.name());
      update.setString(2, termination.name());
      update.setObject(3, job.tenantId());
      update.setObject(4, job.jobId());
      update.executeUpdate();
    }
    announce(job, state);
  }

  private static void announce(Held job, JobState state) throws SQLException {
    var changed = new JobEvent.StateChanged(job.tenantId(), job.jobId(), state.name());
    send(job, Topics.EVENTS, JobEventCodec.encode(changed));
  }

  /** Tells runners at once what their heartbeat would tell them later. */
  private static void control(Held job, String type) throws SQLException {
    send(
        job,
        Topics.CONTROL,
        "{\"type\":\"%s\",\"tenantId\":\"%s\",\"jobId\":\"%s\"}"
            .formatted(type, job.tenantId(), job.jobId()));
  }

  private static void send(Held job, String topic, String payload) throws SQLException {
    try (var insert =
        job.tx()
            .prepareStatement(
                "insert into outbox (tenant_id, topic, key, payload) values (?, ?, ?, ?)")) {
      insert.setObject(1, job.tenantId());
      insert.setString(2, topic);
      insert.setString(3, job.jobId().toString());
      insert.setString(4, payload);
      insert.executeUpdate();
    }
  }
}
