package dev.quarry.core.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Which rollouts are to leave their slots to others. Every runner asks for its own, with the answer
 * for all of the installation: nobody is told by two, and nothing is locked or written down.
 */
final class GivingWay {
  /**
   * Only while no slot is free. Those that may leave are put in the order of their tenants' turns
   * as they will be after that, the furthest first, of a tenant the one that has had its slot for
   * the longest; those that wait in the order of the turns at which they would get one. The first
   * gives way to the first, and so on, as long as there is more than the distance between them.
   * Besides, as many long ones as hold slots that are to be free of them, if short work waits for
   * which nobody has given way yet.
   *
   * <p>A long one that waits comes into question only where a long one leaves, or others have room.
   */
  private static final String SQL =
      """
      with rule as (
        select ?::float8 as ahead, ?::float8 as distance, ?::float8 as held_at_least,
               ?::float8 as long_from, ?::float8 as one_in),
      house as materialized (
        select h.slots, h.slots - h.reserved as for_long from rule, lateral (%s) h
        where h.slots > 0 and h.slots <= (select sum(running) from tenant_sched)),
      holder as materialized (
        select r.rollout_id, r.tenant_id, r.held_since,
               r.slot_seconds >= rule.long_from as long,
               r.lease_until > now()
                 and r.held_since <= now() - make_interval(secs => rule.held_at_least) as may
        from rollout r, rule, house where r.state = 'RUNNING'),
      crowd as materialized (
        select (select count(*) from holder where long) - house.for_long as over from house),
      giver as materialized (
        select h.rollout_id, h.long,
               s.vtime + rule.ahead / s.weight * (s.running - row_number() over (
                 partition by h.tenant_id order by h.held_since, h.rollout_id)) as turn
        from holder h join tenant_sched s using (tenant_id), rule where h.may),
      waiting as (
        select s.tenant_id, rule.ahead / s.weight as ahead,
               least(s.max_running - s.running, house.slots) as most,
               rule.ahead / s.weight * s.running
                 + case when s.fresh then greatest(s.vtime, fair_start(s.tenant_id))
                        else s.vtime end as turn
        from tenant_sched s, rule, house where s.queued > 0 and s.running < s.max_running),
      taker as materialized (
        select w.turn + w.ahead * (n - 1) as turn, n > due.short as long
        from waiting w, rule, crowd,
          lateral (select count(*) as short from (
            select 1 from rollout r where r.tenant_id = w.tenant_id and r.state = 'QUEUED'
              and r.not_before <= now() and r.slot_seconds < rule.long_from
            order by r.priority desc, r.queued_at, r.rollout_id limit w.most) r) due,
          lateral (select count(*) as long from (
            select 1 from rollout r where r.tenant_id = w.tenant_id and r.state = 'QUEUED'
              and r.not_before <= now() and r.slot_seconds >= rule.long_from and crowd.over <= 0
            order by r.priority desc, r.queued_at, r.rollout_id limit w.most - due.short) r) late,
          lateral generate_series(1, due.short + late.long) n
        where crowd.over > 0 or w.turn + rule.distance < (select max(turn) from giver)),
      pair as materialized (
        select g.rollout_id, g.long
        from (select *, row_number() over (order by turn desc, rollout_id) as place from giver) g
        join (select *, row_number() over (order by turn, long) as place from taker) t
          using (place), rule, crowd
        where g.turn - t.turn > rule.distance and (not t.long or g.long or crowd.over < 0)),
      besides as (
        select h.rollout_id from holder h
        where h.long and h.may and h.rollout_id not in (select rollout_id from pair)
        order by h.held_since, h.rollout_id
        limit (select greatest(0, least(
            crowd.over - (select count(*) from pair where long),
            (select count(*) from taker where not long) - (select count(*) from pair)))
          from crowd))
      select rollout_id from (table besides union all select rollout_id from pair) leaving
      where rollout_id = any (?)
      """
          .formatted(LongRollouts.slots("rule.one_in"));

  private GivingWay() {}

  /**
   * @return those of the leases' rollouts that are to give way
   */
  static Set<UUID> of(Connection tx, Collection<Lease> leases, VirtualTime price)
      throws SQLException {
    Sharing sharing = price.sharing();
    try (var query = tx.prepareStatement(SQL)) {
      query.setDouble(1, price.ahead());
      query.setDouble(2, sharing.distance());
      query.setDouble(3, sharing.heldAtLeast().toMillis() / 1000.0);
      query.setDouble(4, sharing.longFromSeconds());
      query.setDouble(5, sharing.reserveOneIn());
      query.setArray(6, tx.createArrayOf("uuid", leases.stream().map(Lease::rolloutId).toArray()));
      var leaving = new HashSet<UUID>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          leaving.add(rows.getObject(1, UUID.class));
        }
      }
      return leaving;
    }
  }
}
