package dev.quarry.core.queue;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Takes the fairest claimable rollout, in one short transaction as role {@code quarry_scheduler}.
 *
 * <p>First a rollout whose lease has expired. Otherwise the tenant with the least virtual time
 * among those that have claimable work and are under their cap, of it the highest priority, of that
 * the oldest. A tenant that was idle starts at the least virtual time of the active ones, so that
 * idleness earns nothing (start-time fair queueing). Only database time decides.
 */
public final class ClaimStore implements Claims {
  private static final String EXPIRED =
      """
      with late as (
        select rollout_id from rollout
        where state = 'RUNNING' and lease_until < now()
        order by lease_until limit 1 for no key update skip locked)
      update rollout r set lease_owner = ?, lease_epoch = r.lease_epoch + 1,
        lease_until = now() + make_interval(secs => ?), attempts = r.attempts + 1
      from late where r.rollout_id = late.rollout_id
      returning r.tenant_id, r.job_id, r.rollout_id, r.ordinal, r.lease_epoch, r.attempts,
        r.cancel_requested, r.pause_requested, r.inputs
      """;

  private static final String FAIREST =
      """
      with floor as (
        select coalesce(min(vtime), 0) as vtime from tenant_sched
        where not fresh and (queued > 0 or running > 0)),
      turn as (
        select s.tenant_id, s.weight,
               case when s.fresh then greatest(s.vtime, floor.vtime) else s.vtime end as vtime
        from tenant_sched s, floor
        where s.queued > 0 and s.running < s.max_running
          and exists (select 1 from rollout r where r.tenant_id = s.tenant_id
                      and r.state = 'QUEUED' and r.not_before <= now())
        order by 3, s.fresh desc, s.tenant_id limit 1 for no key update of s skip locked),
      pick as (
        select r.rollout_id from rollout r join turn using (tenant_id)
        where r.state = 'QUEUED' and r.not_before <= now()
        order by r.priority desc, r.queued_at, r.rollout_id limit 1 for no key update of r skip locked),
      counted as (
        update tenant_sched s set queued = s.queued - 1, running = s.running + 1, fresh = false,
          vtime = turn.vtime + ? / turn.weight
        from turn, pick where s.tenant_id = turn.tenant_id returning 1),
      woken as (
        update tenant_sched s set fresh = false, vtime = greatest(s.vtime, floor.vtime)
        from floor, turn where s.fresh and s.queued > 0 and s.tenant_id <> turn.tenant_id)
      update rollout r set state = 'RUNNING', lease_owner = ?, lease_epoch = r.lease_epoch + 1,
        lease_until = now() + make_interval(secs => ?),
        started_at = coalesce(r.started_at, now())
      from pick, counted where r.rollout_id = pick.rollout_id
      returning r.tenant_id, r.job_id, r.rollout_id, r.ordinal, r.lease_epoch, r.attempts,
        r.cancel_requested, r.pause_requested, r.inputs
      """;

  private static final String LEASED =
      """
      with leased as (
        insert into step (rollout_id, seq, tenant_id, epoch, kind, body)
        select ?, coalesce(max(seq), 0) + 1, ?, ?, 'leased', ?::json from step where rollout_id = ?
        on conflict do nothing returning seq)
      update rollout r set
        stuck_attempts = case when ? and r.stuck_seq = leased.seq - 1
                              then r.stuck_attempts + 1 else 0 end,
        stuck_seq = leased.seq
      from leased where r.rollout_id = ?
      returning r.stuck_seq, r.stuck_attempts
      """;

  /** How often the place after a zombie's last row is tried again. */
  private static final int LEASED_TRIES = 5;

  private final DataSource scheduler;
  private final Holder holder;
  private final Duration leaseTime;

  /**
   * @param scheduler connects as {@code quarry_scheduler}
   * @param holder who claims
   * @param leaseTime how long a lease lasts without a heartbeat
   */
  public ClaimStore(DataSource scheduler, Holder holder, Duration leaseTime) {
    this.scheduler = scheduler;
    this.holder = holder;
    this.leaseTime = leaseTime;
  }

  /**
   * Who claims.
   *
   * @param runner id of the runner
   * @param engineVersion of its code
   */
  public record Holder(String runner, String engineVersion) {}

  @Override
  public Optional<Lease> claim() {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          Optional<Claimed> expired = update(tx, EXPIRED, false);
          Optional<Claimed> claimed = expired.isPresent() ? expired : update(tx, FAIREST, true);
          return claimed.isEmpty()
              ? Optional.empty()
              : Optional.of(leased(tx, claimed.get(), expired.isPresent()));
        });
  }

  private Optional<Claimed> update(Connection tx, String sql, boolean charged) throws SQLException {
    try (PreparedStatement update = tx.prepareStatement(sql)) {
      int at = 1;
      if (charged) {
        update.setDouble(at++, VirtualTime.INITIAL_CHARGE_SECONDS);
      }
      update.setString(at++, holder.runner());
      update.setDouble(at, leaseTime.toMillis() / 1000.0);
      try (ResultSet row = update.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Claimed(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getObject(3, UUID.class),
                    row.getInt(4),
                    row.getLong(5),
                    row.getInt(6) + 1,
                    new Leases.Wishes(row.getBoolean(7), row.getBoolean(8), row.getInt(9))))
            : Optional.empty();
      }
    }
  }

  private Lease leased(Connection tx, Claimed claimed, boolean takeover) throws SQLException {
    String body =
        StepCodec.encode(
            new Step.Leased(
                claimed.epoch(), holder.runner(), holder.engineVersion(), claimed.attempt()));
    for (int attempt = 0; attempt < LEASED_TRIES; attempt++) {
      try (PreparedStatement insert = tx.prepareStatement(LEASED)) {
        insert.setObject(1, claimed.rolloutId());
        insert.setObject(2, claimed.tenantId());
        insert.setLong(3, claimed.epoch());
        insert.setString(4, body);
        insert.setObject(5, claimed.rolloutId());
        insert.setBoolean(6, takeover);
        insert.setObject(7, claimed.rolloutId());
        try (ResultSet row = insert.executeQuery()) {
          if (row.next()) {
            return claimed.lease(row.getLong(1), row.getInt(2));
          }
        }
      }
    }
    throw new SQLException(
        "no free place for the lease of rollout %s after %d tries"
            .formatted(claimed.rolloutId(), LEASED_TRIES));
  }

  private record Claimed(
      UUID tenantId,
      UUID jobId,
      UUID rolloutId,
      int ordinal,
      long epoch,
      int attempt,
      Leases.Wishes wishes) {
    Lease lease(long seq, int fruitless) {
      return new Lease(tenantId, jobId, rolloutId, ordinal, epoch, attempt, seq, fruitless, wishes);
    }
  }
}
