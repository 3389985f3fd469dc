package dev.quarry.core.queue;

import dev.quarry.core.tenancy.TenantTx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** Keeps leases and gives them back, as role {@code quarry_scheduler}. */
public final class LeaseStore implements Leases {
  /**
   * Waits for no row: one that is locked is being ended by its own holder, marked by its user, or
   * taken over because it has expired. It is kept without being extended, unless it has expired. A
   * step on its way to the disk does not count as such: its foreign key locks the key alone.
   */
  private static final String HEARTBEAT =
      """
      with held as (
        select r.rollout_id, r.lease_epoch, r.lease_until > now() as current,
               r.cancel_requested, r.pause_requested, r.inputs
        from rollout r join unnest(?::uuid[], ?::bigint[]) as h(rollout_id, epoch)
          on r.rollout_id = h.rollout_id and r.lease_epoch = h.epoch
        where r.state = 'RUNNING'),
      free as (
        select r.rollout_id from rollout r join held using (rollout_id)
        where r.lease_epoch = held.lease_epoch and r.state = 'RUNNING'
        for no key update of r skip locked),
      extended as (
        update rollout r set lease_until = now() + make_interval(secs => ?)
        from free where r.rollout_id = free.rollout_id returning r.rollout_id)
      select rollout_id, cancel_requested, pause_requested, inputs
      from held left join extended using (rollout_id)
      where current or extended.rollout_id is not null
      """;

  private static final String HAND_BACK =
      """
      with given as (
        update rollout set state = 'QUEUED', lease_owner = null, lease_until = null,
          not_before = greatest(not_before, now() + make_interval(secs => nullif(?, 0)))
        where rollout_id = ? and lease_epoch = ? and state = 'RUNNING' returning tenant_id)
      update tenant_sched s set queued = s.queued + 1, running = s.running - 1,
        vtime = s.vtime + ? / s.weight
      from given where s.tenant_id = given.tenant_id
      """;

  private final DataSource scheduler;
  private final Duration leaseTime;

  public LeaseStore(DataSource scheduler, Duration leaseTime) {
    this.scheduler = scheduler;
    this.leaseTime = leaseTime;
  }

  @Override
  public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          try (var update = tx.prepareStatement(HEARTBEAT)) {
            update.setArray(
                1, tx.createArrayOf("uuid", leases.stream().map(Lease::rolloutId).toArray()));
            update.setArray(
                2, tx.createArrayOf("bigint", leases.stream().map(Lease::epoch).toArray()));
            update.setDouble(3, leaseTime.toMillis() / 1000.0);
            var held = new HashMap<UUID, Wishes>();
            try (var rows = update.executeQuery()) {
              while (rows.next()) {
                held.put(
                    rows.getObject(1, UUID.class),
                    new Wishes(rows.getBoolean(2), rows.getBoolean(3), rows.getInt(4)));
              }
            }
            return held;
          }
        });
  }

  @Override
  public boolean handBack(Lease lease, double slotSeconds, Duration pause) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          boolean given = release(tx, lease, slotSeconds, pause);
          if (given) {
            JobIntake.permit(tx, lease.tenantId(), lease.rolloutId());
          }
          return given;
        });
  }

  private static boolean release(Connection tx, Lease lease, double slotSeconds, Duration pause)
      throws SQLException {
    try (var update = tx.prepareStatement(HAND_BACK)) {
      update.setDouble(1, pause.toMillis() / 1000.0);
      update.setObject(2, lease.rolloutId());
      update.setLong(3, lease.epoch());
      update.setDouble(4, VirtualTime.settlement(slotSeconds));
      return update.executeUpdate() == 1;
    }
  }
}
