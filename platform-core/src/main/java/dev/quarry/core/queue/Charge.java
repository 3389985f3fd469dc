package dev.quarry.core.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Charges a tenant's virtual time for what a rollout has used since it was charged last: the time
 * of its slot, by the database's clock, and the tokens of its steps. What is charged stands in the
 * rollout's own row, in the same transaction, so that nothing is charged twice and nothing
 * forgotten, whoever held the slot.
 */
final class Charge {
  /** Of the steps that are not charged yet, where {@code r} is a rollout. */
  static final String TOKENS =
      """
      lateral (select coalesce(sum(s.input_tokens + s.output_tokens), 0) as tokens,
                      coalesce(max(s.seq), r.charged_seq) as seq
               from step s where s.rollout_id = r.rollout_id and s.seq > r.charged_seq) t
      """;

  private static final String LEAVE =
      """
      with due as (
        select r.rollout_id, t.seq, use.seconds, ? * use.seconds + ? * t.tokens as used
        from rollout r, %s,
          lateral (select greatest(extract(epoch from now() - r.charged_until), 0)::float8
                   as seconds) use
        where r.rollout_id = ?),
      settled as (
        update rollout r set slot_seconds = r.slot_seconds + due.seconds,
          used = r.used + due.used, charged_seq = due.seq, charged_until = null
        from due where r.rollout_id = due.rollout_id
        returning r.tenant_id, due.used as owed)
      update tenant_sched s set running = s.running - 1, queued = s.queued + again.rollouts,
        fresh = s.fresh and again.rollouts = 0,
        vtime = greatest(s.vtime + settled.owed / s.weight,
                         case when (s.fresh or s.queued = 0) and again.rollouts > 0
                              then fair_start(s.tenant_id) end)
      from settled, (select ?::int as rollouts) again where s.tenant_id = settled.tenant_id
      """
          .formatted(TOKENS);

  private Charge() {}

  /**
   * Frees the slot of a rollout whose row this transaction has just changed: the tenant's counters,
   * and the last charge. The tenant's row orders rollouts that leave their slots at the same
   * moment: what is read after this has what the others committed before.
   *
   * @param waitsAgain whether it is back in the queue
   */
  static void leave(Connection tx, UUID rolloutId, VirtualTime price, boolean waitsAgain)
      throws SQLException {
    try (var update = tx.prepareStatement(LEAVE)) {
      update.setDouble(1, price.perSlotSecond());
      update.setDouble(2, price.perToken());
      update.setObject(3, rolloutId);
      update.setInt(4, waitsAgain ? 1 : 0);
      update.executeUpdate();
    }
  }
}
