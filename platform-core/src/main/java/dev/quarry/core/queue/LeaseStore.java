package dev.quarry.core.queue;

import dev.quarry.core.tenancy.TenantTx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Keeps leases and gives them back, as role {@code quarry_scheduler}. */
public final class LeaseStore implements Leases {
  /**
   * Waits for no row. A rollout that is locked is being begun or ended by its own holder, marked by
   * its user, or taken over because it has expired: it is tried again, and then kept without being
   * extended, unless it has expired. A step on its way to the disk does not count as such: its
   * foreign key locks the key alone. A tenant whose row is locked is charged the next time.
   */
  private static final String HEARTBEAT =
      """
      with held as (
        select r.rollout_id, r.lease_epoch, r.lease_until > now() as current,
               r.cancel_requested, r.pause_requested, r.inputs
        from rollout r join unnest(?::uuid[], ?::bigint[]) as h(rollout_id, epoch)
          on r.rollout_id = h.rollout_id and r.lease_epoch = h.epoch
        where r.state = 'RUNNING'),
      free as materialized (
        select r.rollout_id, r.tenant_id, r.charged_seq,
               greatest(extract(epoch from now() - r.charged_until), 0)::float8 as seconds
        from rollout r join held using (rollout_id)
        where r.lease_epoch = held.lease_epoch and r.state = 'RUNNING'
        for no key update of r skip locked),
      till as materialized (
        select s.tenant_id from tenant_sched s where s.tenant_id in (select tenant_id from free)
        for no key update of s skip locked),
      due as materialized (
        select r.*, t.seq, ? * r.seconds + ? * t.tokens as used
        from free r join till using (tenant_id), %s),
      extended as (
        update rollout r set lease_until = now() + make_interval(secs => ?),
          slot_seconds = r.slot_seconds + coalesce(due.seconds, 0),
          used = r.used + coalesce(due.used, 0),
          charged_seq = coalesce(due.seq, r.charged_seq),
          charged_until = case when due.seq is null then r.charged_until
                               else greatest(r.charged_until, now()) end
        from free left join due using (rollout_id)
        where r.rollout_id = free.rollout_id returning r.rollout_id),
      charged as (
        update tenant_sched s set vtime = s.vtime + owed.amount / s.weight
        from (select tenant_id, sum(used) as amount from due group by tenant_id) owed
        where s.tenant_id = owed.tenant_id)
      select rollout_id, cancel_requested, pause_requested, inputs,
        extended.rollout_id is not null as extended
      from held left join extended using (rollout_id)
      where current or extended.rollout_id is not null
      """
          .formatted(Charge.TOKENS);

  private static final String HAND_BACK =
      """
      update rollout set state = 'QUEUED', lease_owner = null, lease_until = null,
        not_before = greatest(not_before, now() + make_interval(secs => nullif(?, 0)))
      where rollout_id = ? and lease_epoch = ? and state = 'RUNNING'
      """;

  /**
   * How often a lease is tried whose row somebody else has locked, for as long as a commit takes.
   */
  private static final int TRIES = 3;

  private final DataSource scheduler;
  private final Duration leaseTime;
  private final VirtualTime price;

  /**
   * @param scheduler connects as {@code quarry_scheduler}
   * @param leaseTime how long a lease lasts without a heartbeat
   * @param price what use costs
   */
  public LeaseStore(DataSource scheduler, Duration leaseTime, VirtualTime price) {
    this.scheduler = scheduler;
    this.leaseTime = leaseTime;
    this.price = price;
  }

  @Override
  public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
    var held = new HashMap<UUID, Wishes>();
    Collection<Lease> rest = leases;
    for (int i = 0; i < TRIES && !rest.isEmpty(); i++) {
      rest = extend(rest, held);
    }
    return held;
  }

  /**
   * @param held where those that are still held are put
   * @return those of them that are not extended, because somebody else had locked their rows
   */
  private Collection<Lease> extend(Collection<Lease> leases, Map<UUID, Wishes> held) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          leases.forEach(lease -> held.remove(lease.rolloutId()));
          Set<UUID> leaving = GivingWay.of(tx, leases, price);
          var locked = new HashSet<UUID>();
          try (var update = tx.prepareStatement(HEARTBEAT)) {
            update.setArray(
                1, tx.createArrayOf("uuid", leases.stream().map(Lease::rolloutId).toArray()));
            update.setArray(
                2, tx.createArrayOf("bigint", leases.stream().map(Lease::epoch).toArray()));
            update.setDouble(3, price.perSlotSecond());
            update.setDouble(4, price.perToken());
            update.setDouble(5, leaseTime.toMillis() / 1000.0);
            try (var rows = update.executeQuery()) {
              while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                held.put(
                    id,
                    new Wishes(
                        rows.getBoolean(2),
                        rows.getBoolean(3),
                        rows.getInt(4),
                        leaving.contains(id)));
                if (!rows.getBoolean(5)) {
                  locked.add(id);
                }
              }
            }
          }
          return leases.stream().filter(lease -> locked.contains(lease.rolloutId())).toList();
        });
  }

  @Override
  public boolean handBack(Lease lease, Duration pause) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          boolean given = release(tx, lease, pause);
          if (given) {
            Charge.leave(tx, lease.rolloutId(), price, true);
            JobIntake.permit(tx, lease.tenantId(), lease.rolloutId());
          }
          return given;
        });
  }

  private static boolean release(Connection tx, Lease lease, Duration pause) throws SQLException {
    try (var update = tx.prepareStatement(HAND_BACK)) {
      update.setDouble(1, pause.toMillis() / 1000.0);
      update.setObject(2, lease.rolloutId());
      update.setLong(3, lease.epoch());
      return update.executeUpdate() == 1;
    }
  }
}
