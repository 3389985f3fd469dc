package dev.quarry.core.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Puts rollouts into the queue and takes them out again, inside a transaction that already sees
 * their tenant: the rollout rows, the tenant's counters and a permit in the outbox.
 */
public final class JobIntake {
  /**
   * Queues the rollouts of a job whose row is already inserted in the same transaction.
   *
   * @param rollouts how many, at least 1
   */
  public void enqueue(Connection tx, UUID tenantId, UUID jobId, int rollouts, int priority)
      throws SQLException {
    for (int ordinal = 0; ordinal < rollouts; ordinal++) {
      UUID rolloutId = UUID.randomUUID();
      try (var insert =
          tx.prepareStatement(
              "insert into rollout (rollout_id, tenant_id, job_id, ordinal, state, priority)"
                  + " values (?, ?, ?, ?, 'QUEUED', ?)")) {
        insert.setObject(1, rolloutId);
        insert.setObject(2, tenantId);
        insert.setObject(3, jobId);
        insert.setInt(4, ordinal);
        insert.setInt(5, priority);
        insert.executeUpdate();
      }
      permit(tx, tenantId, rolloutId);
    }
    try (var count =
        tx.prepareStatement(
            "insert into tenant_sched as s (tenant_id, queued) values (?, ?) on conflict (tenant_id)"
                + " do update set fresh = s.fresh or (s.queued = 0 and s.running = 0),"
                + " queued = s.queued + excluded.queued")) {
      count.setObject(1, tenantId);
      count.setInt(2, rollouts);
      count.executeUpdate();
    }
  }

  /**
   * Asks for the end of a job: rollouts that wait end at once, those that run are marked and end at
   * their next step.
   *
   * @return how many of its rollouts still run
   */
  public int cancel(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    int waiting =
        update(
            tx,
            "update rollout set state = 'CANCELLED', cancel_requested = true, ended_at = now()"
                + " where tenant_id = ? and job_id = ? and state = 'QUEUED'",
            tenantId,
            jobId);
    try (var count =
        tx.prepareStatement("update tenant_sched set queued = queued - ? where tenant_id = ?")) {
      count.setInt(1, waiting);
      count.setObject(2, tenantId);
      count.executeUpdate();
    }
    return update(
        tx,
        "update rollout set cancel_requested = true"
            + " where tenant_id = ? and job_id = ? and state = 'RUNNING'",
        tenantId,
        jobId);
  }

  /** Writes a permit: it says only that a claim is worth trying. */
  static void permit(Connection tx, UUID tenantId, UUID rolloutId) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into outbox (tenant_id, topic, key, payload) values (?, ?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, Topics.PERMITS);
      insert.setString(3, rolloutId.toString());
      insert.setString(4, "{\"rolloutId\":\"%s\"}".formatted(rolloutId));
      insert.executeUpdate();
    }
  }

  private static int update(Connection tx, String sql, UUID tenantId, UUID jobId)
      throws SQLException {
    try (var statement = tx.prepareStatement(sql)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, jobId);
      return statement.executeUpdate();
    }
  }
}
