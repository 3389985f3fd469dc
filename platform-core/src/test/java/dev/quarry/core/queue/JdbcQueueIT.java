package dev.quarry.core.queue;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.StepInsert;
import dev.quarry.core.trajectory.StepTable;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The contract, kept by the real database. */
class JdbcQueueIT extends QueueContract {
  @Override
  QueueUnderTest open() {
    return new JdbcQueue(TestDatabase.create());
  }

  record JdbcQueue(TestDatabase database) implements QueueUnderTest {
    @Override
    public UUID tenant(String slug, double weight, int maxRunning) {
      UUID id = database.tenant(slug);
      run(
          Role.OWNER,
          """
          insert into tenant_sched (tenant_id, weight, max_running) values ('%1$s', %2$s, %3$d)
          on conflict (tenant_id) do update set weight = %2$s, max_running = %3$d
          """
              .formatted(id, weight, maxRunning));
      return id;
    }

    @Override
    public UUID job(UUID tenantId, int rollouts, Schedule schedule) {
      return database.job(tenantId, rollouts, schedule);
    }

    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public Claims claims(String runner) {
      return new ClaimStore(
          database.as(Role.SCHEDULER),
          new ClaimStore.Holder(runner, "test"),
          LEASE,
          VirtualTime.STANDARD);
    }

    @Override
    public void slots(int number) {
      run(
          Role.RUNNER,
          """
          insert into runner (runner_id, slots, catalogue) values ('a', %1$d, '{}')
          on conflict (runner_id) do update set slots = %1$d, seen_at = now()
          """
              .formatted(number));
    }

    @Override
    public Leases leases() {
      return new LeaseStore(database.as(Role.SCHEDULER), LEASE, VirtualTime.STANDARD);
    }

    @Override
    public Rollouts rollouts() {
      return new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD);
    }

    @Override
    public StepTable steps() {
      return new StepInsert(database.as(Role.JOURNAL));
    }

    /** Only differences to the database's own time matter: everything else becomes older. */
    @Override
    public void passes(Duration time) {
      run(
          Role.SCHEDULER,
          """
          update rollout set queued_at = queued_at - span, not_before = not_before - span,
            lease_until = lease_until - span, charged_until = charged_until - span,
            held_since = held_since - span
          from (select interval '%d milliseconds' as span)
          """
              .formatted(time.toMillis()));
    }

    @Override
    public void user(UUID tenantId, UUID jobId, Wish wish) {
      var intake = new JobIntake();
      new TenantTx(database.as(Role.API))
          .call(
              tenantId,
              tx -> {
                intake.hold(tx, tenantId, jobId);
                switch (wish) {
                  case CANCEL -> intake.cancel(tx, tenantId, jobId);
                  case PAUSE -> intake.pause(tx, tenantId, jobId);
                  case RESUME -> intake.resume(tx, tenantId, jobId);
                  case ANSWER -> intake.answer(tx, tenantId, jobId);
                  case INPUT -> intake.input(tx, tenantId, jobId);
                }
                return wish;
              });
    }

    @Override
    public List<String> rollouts(UUID jobId) {
      return lines(
          Role.SCHEDULER,
          null,
          """
          select format('%%s of %%s @%%s, %%s attempts, wants [%%s%%s], %%s in', state,
            coalesce(lease_owner, '-'), lease_epoch, attempts,
            case when cancel_requested then 'cancel' end,
            case when pause_requested then 'pause' end, inputs)
          from rollout where job_id = '%s' order by ordinal
          """
              .formatted(jobId));
    }

    @Override
    public String jobState(UUID tenantId, UUID jobId) {
      return lines(Role.API, tenantId, "select state from job where job_id = '%s'".formatted(jobId))
          .getFirst();
    }

    @Override
    public String counters(UUID tenantId) {
      return lines(
              Role.SCHEDULER,
              null,
              "select queued || ' queued, ' || running || ' running' from tenant_sched"
                  + " where tenant_id = '%s'".formatted(tenantId))
          .getFirst();
    }

    @Override
    public double virtualTime(UUID tenantId) {
      return Double.parseDouble(
          lines(
                  Role.SCHEDULER,
                  null,
                  "select vtime from tenant_sched where tenant_id = '%s'".formatted(tenantId))
              .getFirst());
    }

    @Override
    public double slotSeconds(Lease lease) {
      return Double.parseDouble(
          lines(
                  Role.SCHEDULER,
                  null,
                  "select slot_seconds from rollout where rollout_id = '%s'"
                      .formatted(lease.rolloutId()))
              .getFirst());
    }

    @Override
    public List<String> steps(Lease lease) {
      return lines(
          Role.RUNNER,
          lease.tenantId(),
          "select seq || '@' || epoch || ' ' || kind from step where rollout_id = '%s' order by seq"
              .formatted(lease.rolloutId()));
    }

    @Override
    public int permits() {
      return lines(
              Role.SCHEDULER,
              null,
              "select id from outbox where topic = '%s'".formatted(Topics.PERMITS))
          .size();
    }

    @Override
    public int charged(UUID tenantId) {
      return lines(Role.API, tenantId, "select name from usage_record").size();
    }

    private void run(Role role, String sql) {
      try {
        database.run(role, sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /**
     * @param tenantId whose rows are seen; null for a role that sees all
     */
    private List<String> lines(Role role, @Nullable UUID tenantId, String sql) {
      TenantTx.Work<List<String>> read =
          tx -> {
            var lines = new ArrayList<String>();
            try (var statement = tx.createStatement();
                var rows = statement.executeQuery(sql)) {
              while (rows.next()) {
                lines.add(rows.getString(1));
              }
            }
            return lines;
          };
      return tenantId == null
          ? TenantTx.inTransaction(database.as(role), read)
          : new TenantTx(database.as(role)).call(tenantId, read);
    }
  }
}
