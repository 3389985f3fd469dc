package dev.quarry.core.queue;

import dev.quarry.core.job.JobState;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes a rollout off its slot without ending it, inside a transaction of its holder: the lease,
 * the tenant's counters, the job. Fenced by the epoch of the lease. What the user wants is looked
 * at in the same statement, so that of a cancel and a park at the same time the cancel wins.
 */
final class Parking {
  private static final String PARK =
      """
      update rollout set state = ?, lease_owner = null, lease_until = null, pause_requested = false
      where rollout_id = ? and lease_epoch = ? and state = 'RUNNING' and not cancel_requested
      """;

  private static final String PAUSE_JOB =
      """
      update job j set state = 'PAUSED'
      where j.tenant_id = ? and j.job_id = ? and j.state in ('QUEUED', 'RUNNING')
        and exists (select 1 from rollout r where r.tenant_id = j.tenant_id
                    and r.job_id = j.job_id and r.state = 'PAUSED')
        and not exists (select 1 from rollout r where r.tenant_id = j.tenant_id
                        and r.job_id = j.job_id and r.state in ('RUNNING', 'QUEUED'))
      """;

  private Parking() {}

  /**
   * @return empty when the lease is somebody else's by now
   */
  static Optional<Parked> pause(Connection tx, Lease lease, VirtualTime price) throws SQLException {
    if (!park(tx, PARK + " and pause_requested", JobState.PAUSED, lease)) {
      return refused(tx, lease);
    }
    Charge.leave(tx, lease.rolloutId(), price, false);
    pauseJob(tx, lease);
    return Optional.of(Parked.DONE);
  }

  /**
   * @return empty when the lease is somebody else's by now
   */
  static Optional<Parked> await(
      Connection tx, Lease lease, Step.InputRequested request, VirtualTime price)
      throws SQLException {
    if (!park(tx, PARK, JobState.WAITING_INPUT, lease)) {
      return refused(tx, lease);
    }
    Charge.leave(tx, lease.rolloutId(), price, false);
    try (var update =
        tx.prepareStatement(
            "update job set state = 'WAITING_INPUT', awaiting = ?::json"
                + " where tenant_id = ? and job_id = ? and ended_at is null")) {
      update.setString(1, StepCodec.encode(request));
      update.setObject(2, lease.tenantId());
      update.setObject(3, lease.jobId());
      update.executeUpdate();
    }
    RolloutStore.announce(tx, lease, JobState.WAITING_INPUT);
    return Optional.of(Parked.DONE);
  }

  /** Once none of its rollouts works or waits for a slot, a job is paused. */
  static void pauseJob(Connection tx, Lease lease) throws SQLException {
    try (var update = tx.prepareStatement(PAUSE_JOB)) {
      update.setObject(1, lease.tenantId());
      update.setObject(2, lease.jobId());
      if (update.executeUpdate() == 1) {
        RolloutStore.announce(tx, lease, JobState.PAUSED);
      }
    }
  }

  private static boolean park(Connection tx, String sql, JobState state, Lease lease)
      throws SQLException {
    try (var update = tx.prepareStatement(sql)) {
      update.setString(1, state.name());
      update.setObject(2, lease.rolloutId());
      update.setLong(3, lease.epoch());
      return update.executeUpdate() == 1;
    }
  }

  private static Optional<Parked> refused(Connection tx, Lease lease) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select cancel_requested from rollout"
                + " where rollout_id = ? and lease_epoch = ? and state = 'RUNNING'")) {
      select.setObject(1, lease.rolloutId());
      select.setLong(2, lease.epoch());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(row.getBoolean(1) ? Parked.CANCELLED : Parked.RESUMED)
            : Optional.empty();
      }
    }
  }
}
