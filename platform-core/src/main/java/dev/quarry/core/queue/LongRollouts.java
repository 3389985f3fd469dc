package dev.quarry.core.queue;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Of the installation's slots some are kept free of rollouts that have held slots for long, so that
 * short work finds one. It is the number that counts, not which slots: who holds one and becomes
 * long there keeps it until short work waits.
 */
final class LongRollouts {
  /**
   * Two CTEs: {@code lasting}, from its two parameters, and {@code room}, whether one more long
   * rollout may get a slot. Nobody is kept from one as long as no runner has told of its slots.
   */
  static final String ROOM =
      """
      lasting as (select ?::float8 as seconds, ?::float8 as one_in),
      room as (
        select h.slots - h.reserved > (select count(*) from rollout
                                       where state = 'RUNNING' and slot_seconds >= l.seconds)
               or h.slots = 0 as is_there
        from lasting l, lateral (%s) h)
      """
          .formatted(slots("l.one_in"));

  /** Whether a rollout {@code r} can be claimed. The long ones are counted only if one waits. */
  static final String CLAIMABLE =
      """
      r.state = 'QUEUED' and r.not_before <= now()
      and (r.slot_seconds < (select seconds from lasting) or (select is_there from room))
      """;

  private LongRollouts() {}

  /**
   * The slots of all runners that were heard of lately, and how many are kept free of long ones.
   */
  static String slots(String oneIn) {
    return """
        select slots, greatest(least(slots - 1, ceil(slots / %s)), 0)::bigint as reserved
        from (select coalesce(sum(slots), 0) as slots from runner
              where seen_at > now() - interval '30 seconds') heard
        """
        .formatted(oneIn);
  }

  /** Sets the parameters of {@link #ROOM}, of which the first is at a place. */
  static void set(PreparedStatement statement, int place, Sharing sharing) throws SQLException {
    statement.setDouble(place, sharing.longFromSeconds());
    statement.setDouble(place + 1, sharing.reserveOneIn());
  }
}
