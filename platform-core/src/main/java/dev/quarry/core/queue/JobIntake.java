package dev.quarry.core.queue;

import dev.quarry.core.job.Ids;
import dev.quarry.core.job.Schedule;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts rollouts into the queue and takes them out again, inside a transaction that already sees
 * their tenant: the rollout rows, the tenant's counters and a permit in the outbox. The job's own
 * row is the caller's.
 */
public final class JobIntake {
  private static final String JOIN =
      """
      insert into tenant_sched as s (tenant_id, queued, vtime, fresh)
      values (?, ?, fair_start(?), coalesce(? > now(), false))
      on conflict (tenant_id) do update set queued = s.queued + excluded.queued,
        vtime = case when (s.fresh or s.queued = 0) and not excluded.fresh
                     then greatest(s.vtime, excluded.vtime) else s.vtime end,
        fresh = (s.fresh or s.queued = 0) and excluded.fresh
      """;

  private static final String OF_JOB = " where tenant_id = ? and job_id = ?";

  /** What earlier holders used up. Whoever ends a rollout that it holds writes it by itself. */
  private static final String CHARGE_CANCELLED =
      """
      insert into usage_record (tenant_id, job_id, rollout_id, kind, name, calls, input_tokens,
        output_tokens, cost_micros, slot_millis, submitted_by, mode, project_id)
      select r.tenant_id, r.job_id, r.rollout_id, used.kind, used.name, count(*),
        sum(s.input_tokens), sum(s.output_tokens), sum(s.cost_micros), 0, j.submitted_by, j.mode,
        j.project_id
      from rollout r
      join job j on j.tenant_id = r.tenant_id and j.job_id = r.job_id
      join step s on s.rollout_id = r.rollout_id and s.model_calls + s.tool_calls > 0
      left join step o on o.rollout_id = r.rollout_id and o.kind = 'opened'
      cross join lateral (select
        case when s.tool_calls > 0 then 'tool' else 'model' end as kind,
        coalesce(case when s.tool_calls > 0 then s.body ->> 'tool'
                      else o.body -> 'brief' ->> 'profile' end, 'unknown') as name) used
      where r.tenant_id = ? and r.job_id = ? and r.state = 'CANCELLED'
      group by r.tenant_id, r.job_id, r.rollout_id, used.kind, used.name, j.submitted_by, j.mode,
        j.project_id
      on conflict (tenant_id, rollout_id, kind, name) do update set
        calls = excluded.calls, input_tokens = excluded.input_tokens,
        output_tokens = excluded.output_tokens, cost_micros = excluded.cost_micros
      """;

  /**
   * Queues the rollouts of a job whose row is already inserted in the same transaction.
   *
   * @param rollouts how many, at least 1
   */
  public void enqueue(Connection tx, UUID tenantId, UUID jobId, int rollouts, Schedule schedule)
      throws SQLException {
    for (int ordinal = 0; ordinal < rollouts; ordinal++) {
      UUID rolloutId = Ids.next();
      try (var insert =
          tx.prepareStatement(
              "insert into rollout (rollout_id, tenant_id, job_id, ordinal, state, priority,"
                  + " not_before) values (?, ?, ?, ?, 'QUEUED', ?, coalesce(?, now()))")) {
        insert.setObject(1, rolloutId);
        insert.setObject(2, tenantId);
        insert.setObject(3, jobId);
        insert.setInt(4, ordinal);
        insert.setInt(5, schedule.priority());
        insert.setObject(6, time(schedule), Types.TIMESTAMP_WITH_TIMEZONE);
        insert.executeUpdate();
      }
      permit(tx, tenantId, rolloutId);
    }
    joinQueue(tx, tenantId, rollouts, schedule);
  }

  private static @Nullable OffsetDateTime time(Schedule schedule) {
    return schedule.notBefore().map(t -> t.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  /**
   * Holds a job's rollouts still: until the transaction ends nobody else claims one, hands it back,
   * parks or ends it. Steps can be written meanwhile. To be called before {@link #pause}, {@link
   * #resume}, {@link #answer}, {@link #input} and {@link #cancel}, and before the job's row is
   * locked, which is what those who end a rollout lock last.
   */
  public void hold(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select 1 from rollout where tenant_id = ? and job_id = ? and ended_at is null"
                + " order by ordinal for no key update")) {
      select.setObject(1, tenantId);
      select.setObject(2, jobId);
      select.execute();
    }
  }

  /**
   * Asks for the end of a job: rollouts that hold no slot end at once, those that run are marked
   * and end at their next step.
   *
   * @return how many of its rollouts still run
   */
  public int cancel(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    String cancelled =
        "update rollout set state = 'CANCELLED', cancel_requested = true, ended_at = now()";
    leaveQueue(
        tx, tenantId, update(tx, cancelled + OF_JOB + " and state = 'QUEUED'", tenantId, jobId));
    update(tx, cancelled + OF_JOB + " and state in ('PAUSED', 'WAITING_INPUT')", tenantId, jobId);
    update(tx, CHARGE_CANCELLED, tenantId, jobId);
    return update(
        tx,
        "update rollout set cancel_requested = true" + OF_JOB + " and state = 'RUNNING'",
        tenantId,
        jobId);
  }

  /**
   * Stops the rollouts of a job: those that wait for a slot leave the queue at once, those that run
   * are marked and leave their slot at their next step.
   *
   * @return how many of its rollouts still run
   */
  public int pause(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    leaveQueue(
        tx,
        tenantId,
        update(
            tx,
            "update rollout set state = 'PAUSED', pause_requested = false"
                + OF_JOB
                + " and state = 'QUEUED'",
            tenantId,
            jobId));
    return update(
        tx,
        "update rollout set pause_requested = true" + OF_JOB + " and state = 'RUNNING'",
        tenantId,
        jobId);
  }

  /**
   * Lets the rollouts of a paused job go on: those that have left their slot wait for one again, no
   * younger than they were; the mark of those that have not is taken away.
   */
  public void resume(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    update(
        tx,
        "update rollout set pause_requested = false" + OF_JOB + " and pause_requested",
        tenantId,
        jobId);
    requeue(tx, tenantId, jobId, "PAUSED");
  }

  /** Lets the rollouts go on that wait for an answer of their user, which {@link #input} counts. */
  public void answer(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    requeue(tx, tenantId, jobId, "WAITING_INPUT");
  }

  /** Tells the rollouts that have not ended that there is one message more to take in. */
  public void input(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    update(
        tx,
        "update rollout set inputs = inputs + 1" + OF_JOB + " and ended_at is null",
        tenantId,
        jobId);
  }

  private static void requeue(Connection tx, UUID tenantId, UUID jobId, String from)
      throws SQLException {
    List<UUID> queued = new ArrayList<>();
    try (var update =
        tx.prepareStatement(
            "update rollout set state = 'QUEUED'"
                + OF_JOB
                + " and state = ? returning rollout_id")) {
      update.setObject(1, tenantId);
      update.setObject(2, jobId);
      update.setString(3, from);
      try (var rows = update.executeQuery()) {
        while (rows.next()) {
          queued.add(rows.getObject(1, UUID.class));
        }
      }
    }
    for (UUID rolloutId : queued) {
      permit(tx, tenantId, rolloutId);
    }
    joinQueue(tx, tenantId, queued.size(), Schedule.PLAIN);
  }

  /**
   * A tenant of which nothing was due starts level with the others, see {@link ClaimStore}: at
   * once, or {@code fresh} as long as what came is put off.
   */
  private static void joinQueue(Connection tx, UUID tenantId, int rollouts, Schedule schedule)
      throws SQLException {
    if (rollouts == 0) {
      return;
    }
    try (var count = tx.prepareStatement(JOIN)) {
      count.setObject(1, tenantId);
      count.setInt(2, rollouts);
      count.setObject(3, tenantId);
      count.setObject(4, time(schedule), Types.TIMESTAMP_WITH_TIMEZONE);
      count.executeUpdate();
    }
  }

  private static void leaveQueue(Connection tx, UUID tenantId, int rollouts) throws SQLException {
    if (rollouts == 0) {
      return;
    }
    try (var count =
        tx.prepareStatement("update tenant_sched set queued = queued - ? where tenant_id = ?")) {
      count.setInt(1, rollouts);
      count.setObject(2, tenantId);
      count.executeUpdate();
    }
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
