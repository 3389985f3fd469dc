package dev.quarry.core.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.budget.Ledger;
import dev.quarry.core.budget.LedgerTx;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.NewerWorkException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.TrajectoryReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Begins and ends the work on a rollout, as role {@code quarry_runner} within its tenant. */
public final class RolloutStore implements Rollouts {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /**
   * Does not wait for the disk: the next holder would do it again, and no step is durable before
   * this is.
   */
  private static final String BEGIN =
      """
      set local synchronous_commit = off;
      update job set state = 'RUNNING', started_at = coalesce(started_at, now())
      where tenant_id = ? and job_id = ? and state = 'QUEUED'
      """;

  private final TenantTx tenants;
  private final VirtualTime price;

  /**
   * @param runner connects as {@code quarry_runner}
   * @param price what use costs
   */
  public RolloutStore(DataSource runner, VirtualTime price) {
    this.tenants = new TenantTx(runner);
    this.price = price;
  }

  @Override
  public Begun begin(Lease lease) {
    return tenants.call(
        lease.tenantId(),
        tx -> {
          try (var update = tx.prepareStatement(BEGIN)) {
            update.setObject(1, lease.tenantId());
            update.setObject(2, lease.jobId());
            update.executeUpdate();
          }
          return new Begun(spec(tx, lease), steps(tx, lease));
        });
  }

  @Override
  public Trajectory steps(Lease lease) {
    return tenants.call(lease.tenantId(), tx -> steps(tx, lease));
  }

  private static Trajectory steps(Connection tx, Lease lease) throws SQLException {
    return new TrajectoryReader().read(tx, lease.rolloutId());
  }

  @Override
  public List<Step.InputReceived> inputs(Lease lease, int after) {
    return tenants.call(
        lease.tenantId(),
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select ordinal, kind, message, approved from job_input"
                      + " where tenant_id = ? and job_id = ? and ordinal > ? order by ordinal")) {
            select.setObject(1, lease.tenantId());
            select.setObject(2, lease.jobId());
            select.setInt(3, after);
            var inputs = new ArrayList<Step.InputReceived>();
            try (var rows = select.executeQuery()) {
              while (rows.next()) {
                inputs.add(
                    new Step.InputReceived(
                        rows.getInt(1),
                        InputKind.of(rows.getString(2)),
                        rows.getString(3),
                        rows.getBoolean(4)));
              }
            }
            return inputs;
          }
        });
  }

  @Override
  public Parked pause(Lease lease) throws LeaseLostException {
    return held(lease, tx -> Parking.pause(tx, lease, price));
  }

  @Override
  public Parked await(Lease lease, Step.InputRequested request) throws LeaseLostException {
    return held(lease, tx -> Parking.await(tx, lease, request, price));
  }

  @Override
  public void account(Lease lease, RolloutUse use) throws LeaseLostException {
    held(
        lease,
        tx -> {
          if (!hold(tx, lease)) {
            return Optional.empty();
          }
          UsageRecord.write(tx, lease, use);
          LedgerTx.settle(tx, holder(lease), use.spending(), false);
          return Optional.of(use);
        });
  }

  @Override
  public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
    held(
        lease,
        tx -> {
          if (!endRollout(tx, lease, end)) {
            return Optional.empty();
          }
          Charge.leave(tx, lease.rolloutId(), price, false);
          UsageRecord.write(tx, lease, end.use());
          LedgerTx.settle(tx, holder(lease), end.use().spending(), true);
          if (lastOfItsJob(tx, lease)) {
            endJob(tx, lease, end);
          } else {
            Parking.pauseJob(tx, lease);
          }
          return Optional.of(end);
        });
  }

  /**
   * @param work returns nothing, and has changed nothing, when the lease is somebody else's
   */
  private <T> T held(Lease lease, TenantTx.Work<Optional<T>> work) throws LeaseLostException {
    return tenants
        .call(lease.tenantId(), work)
        .orElseThrow(
            () ->
                new LeaseLostException(
                    lease.rolloutId(), "its epoch is no longer " + lease.epoch()));
  }

  private static Ledger.Holder holder(Lease lease) {
    return new Ledger.Holder(lease.tenantId(), lease.jobId(), lease.rolloutId(), lease.epoch());
  }

  private static JobSpec spec(Connection tx, Lease lease) throws SQLException {
    try (var select =
        tx.prepareStatement("select spec from job where tenant_id = ? and job_id = ?")) {
      select.setObject(1, lease.tenantId());
      select.setObject(2, lease.jobId());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("job %s is gone".formatted(lease.jobId()));
        }
        return JSON.readValue(row.getString(1), JobSpec.class);
      } catch (JsonProcessingException e) {
        if (NewerWorkException.isNewer(e)) {
          throw new NewerWorkException(
              "spec of job %s cannot be read: %s".formatted(lease.jobId(), e.getOriginalMessage()));
        }
        throw new SQLException("spec of job %s cannot be read".formatted(lease.jobId()), e);
      }
    }
  }

  /** Nobody takes the rollout over until the transaction ends. */
  private static boolean hold(Connection tx, Lease lease) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select 1 from rollout where rollout_id = ? and lease_epoch = ? and state = 'RUNNING'"
                + " for no key update")) {
      select.setObject(1, lease.rolloutId());
      select.setLong(2, lease.epoch());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean endRollout(Connection tx, Lease lease, RolloutEnd end)
      throws SQLException {
    try (var update =
        tx.prepareStatement(
            "update rollout set state = ?, ended_at = now(), lease_owner = null, lease_until = null"
                + " where rollout_id = ? and lease_epoch = ? and state = 'RUNNING'")) {
      update.setString(1, end.state().name());
      update.setObject(2, lease.rolloutId());
      update.setLong(3, lease.epoch());
      return update.executeUpdate() == 1;
    }
  }

  private static boolean lastOfItsJob(Connection tx, Lease lease) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select not exists (select 1 from rollout"
                + " where tenant_id = ? and job_id = ? and ended_at is null)")) {
      select.setObject(1, lease.tenantId());
      select.setObject(2, lease.jobId());
      try (var row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void endJob(Connection tx, Lease lease, RolloutEnd end) throws SQLException {
    try (var update =
        tx.prepareStatement(
            "update job set state = ?, ended_at = now(), termination = ?, answer = ?,"
                + " report = ?::json, failure_code = ?, failure_message = ?"
                + " where tenant_id = ? and job_id = ? and ended_at is null")) {
      update.setString(1, end.state().name());
      update.setString(2, end.termination().name());
      update.setString(3, storable(end.answer()));
      update.setString(4, end.report() == null ? null : json(end.report()));
      update.setString(5, end.failure() == null ? null : end.failure().code());
      update.setString(6, end.failure() == null ? null : storable(end.failure().message()));
      update.setObject(7, lease.tenantId());
      update.setObject(8, lease.jobId());
      update.executeUpdate();
    }
    announce(tx, lease, end.state());
  }

  static void announce(Connection tx, Lease lease, JobState state) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into outbox (tenant_id, topic, key, payload) values (?, ?, ?, ?)")) {
      insert.setObject(1, lease.tenantId());
      insert.setString(2, Topics.EVENTS);
      insert.setString(3, lease.jobId().toString());
      insert.setString(
          4,
          JobEventCodec.encode(
              new JobEvent.StateChanged(lease.tenantId(), lease.jobId(), state.name())));
      insert.executeUpdate();
    }
  }

  private static String json(Object value) throws SQLException {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new SQLException("report cannot be written as JSON", e);
    }
  }

  /** PostgreSQL text holds no NUL. */
  private static @org.jspecify.annotations.Nullable String storable(
      @org.jspecify.annotations.Nullable String text) {
    return Optional.ofNullable(text).map(t -> t.replace("\0", "")).orElse(null);
  }
}
