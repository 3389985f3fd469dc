package dev.quarry.core.queue;

import dev.quarry.core.tenancy.StorageException;
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
 * <p>First a rollout whose lease has expired. Otherwise the tenant with the least virtual time –
 * what it has used, and ahead of that what its running rollouts are going to use – among those that
 * have claimable work and are under their cap, of it the highest priority, of that the oldest. A
 * long rollout is not claimable while only the slots that are kept free of such are left. A tenant
 * that had nothing waiting starts at the least virtual time of those that had, so that idleness
 * earns nothing (start-time fair queueing); {@code fresh} says that nothing of it was due when it
 * was last looked at. Only database time decides.
 *
 * <p>Many claim at once, and the outcome is that of claims one after the other. A tenant of which
 * somebody is claiming is passed over only for one that is no further than it will be after that
 * claim; otherwise its turn is waited for. Whoever else holds a tenant's row – an intake, the end
 * of a rollout, a heartbeat – is waited for, and what has changed meanwhile is looked at anew. So a
 * claim that comes back empty has seen that there was nothing. Waiting has an end, so that a
 * connection that hangs holds up no more than its own tenant. A lease begins after the waiting.
 *
 * <p>Nobody waits in a circle: rollouts are locked before their tenant's row, and who has that
 * waits for no rollout, tenant or claim.
 */
public final class ClaimStore implements Claims {
  private static final String EXPIRED =
      """
      with late as materialized (
        select rollout_id, tenant_id, charged_seq,
          greatest(extract(epoch from least(now(), lease_until) - charged_until), 0)::float8
            as seconds
        from rollout
        where state = 'RUNNING' and lease_until < now()
        order by lease_until limit 1 for no key update skip locked),
      due as (
        select r.*, t.seq, ? * r.seconds + ? * t.tokens as used from late r, %s),
      charged as (
        update tenant_sched s set vtime = s.vtime + due.used / s.weight
        from due where s.tenant_id = due.tenant_id)
      update rollout r set lease_owner = ?, lease_epoch = r.lease_epoch + 1,
        lease_until = clock_timestamp() + make_interval(secs => ?), attempts = r.attempts + 1,
        slot_seconds = r.slot_seconds + due.seconds, used = r.used + due.used,
        charged_seq = due.seq, charged_until = now(), held_since = now()
      from due where r.rollout_id = due.rollout_id
      returning r.tenant_id, r.job_id, r.rollout_id, r.ordinal, r.lease_epoch, r.attempts,
        r.cancel_requested, r.pause_requested, r.inputs
      """
          .formatted(Charge.TOKENS);

  /**
   * Marks a tenant of which somebody claims: an advisory lock of two keys, of which nothing else of
   * the platform makes use.
   */
  private static final String CLAIMING = "(1363497330, hashtext(%s::text))";

  /**
   * Holes: what long rollouts have room for and what can be claimed, which of the ranked tenants
   * come into question, and what to do about a row that somebody else holds. {@code least} is the
   * tenant whose turn it is, {@code turn} the one that was taken; the rest of the row is null when
   * nothing was taken.
   *
   * <p>Of a tenant's rollouts the first in the order of {@code rollout_claimable} is looked up,
   * which leaves the planner no other way, whatever its statistics say of how many wait. A join
   * reads all that wait where it believes that hardly any do; without the order it reads the table
   * from its beginning where it believes that nearly all do.
   */
  private static final String FAIREST =
      """
      with %s, eligible as (
        select s.tenant_id, s.running, s.vtime as seen, now.vtime, slot.ahead,
               now.vtime + slot.ahead * s.running as turn_at
        from tenant_sched s,
          lateral (select case when s.fresh then greatest(s.vtime, fair_start(s.tenant_id))
                               else s.vtime end as vtime) now,
          lateral (select ? / s.weight as ahead) slot,
          lateral (select 1 from rollout r where r.tenant_id = s.tenant_id and %s
                   order by r.priority desc, r.queued_at, r.rollout_id limit 1) waits
        where s.queued > 0 and s.running < s.max_running),
      ranked as materialized (
        select e.*, row_number() over turns as place,
               min(turn_at + e.ahead) over (turns rows between unbounded preceding and 1 preceding)
                 as bar
        from eligible e window turns as (order by turn_at, running, tenant_id) order by place),
      mine as materialized (select * from ranked %s),
      turn as materialized (
        select s.tenant_id, mine.vtime
        from tenant_sched s join mine using (tenant_id)
        where s.queued > 0 and s.running < s.max_running
          and s.vtime = mine.seen and s.running <= mine.running
        order by mine.place limit 1 for no key update of s %s),
      pick as materialized (
        select r.rollout_id from rollout r
        where r.tenant_id = (select tenant_id from turn) and %s
        order by r.priority desc, r.queued_at, r.rollout_id limit 1 for no key update of r skip locked),
      counted as (
        update tenant_sched s set queued = s.queued - 1, running = s.running + 1,
          vtime = turn.vtime,
          fresh = (select r.rollout_id from rollout r where r.tenant_id = s.tenant_id
                     and r.state = 'QUEUED' and r.not_before <= now()
                     and r.rollout_id <> pick.rollout_id
                   order by r.priority desc, r.queued_at, r.rollout_id limit 1) is null
        from turn, pick where s.tenant_id = turn.tenant_id),
      taken as (
        update rollout r set state = 'RUNNING', lease_owner = ?, lease_epoch = r.lease_epoch + 1,
          lease_until = clock_timestamp() + make_interval(secs => ?),
          started_at = coalesce(r.started_at, now()),
          charged_until = now(), held_since = now()
        from pick where r.rollout_id = pick.rollout_id
        returning r.tenant_id, r.job_id, r.rollout_id, r.ordinal, r.lease_epoch, r.attempts,
          r.cancel_requested, r.pause_requested, r.inputs)
      select taken.*, (select tenant_id from ranked limit 1) as least,
        exists (select 1 from mine) as came, (select tenant_id from turn) as turn
      from (values (1)) always left join taken on true
      """;

  private static final String PATIENT =
      fairest(
          "where (bar is null or turn_at <= bar) and pg_try_advisory_xact_lock"
              + CLAIMING.formatted("tenant_id")
              + " limit 1",
          "");

  private static final String IMPATIENT = fairest("", "skip locked");

  private static final String AWAIT_CLAIM =
      "select pg_advisory_xact_lock" + CLAIMING.formatted("?");

  private static final String AWAIT_ROLLOUT =
      """
      with %s
      select 1 from rollout r where r.tenant_id = ? and %s
      order by r.priority desc, r.queued_at, r.rollout_id limit 1 for no key update of r
      """
          .formatted(LongRollouts.ROOM, LongRollouts.CLAIMABLE);

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

  /** How often a claim looks anew because others have changed what it saw. */
  private static final int LOOKS = 100;

  /** How long it waits for a lock; then it tries what is not locked, and waits again. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How often it waits for so long. */
  private static final int OVERDUE = 2;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final DataSource scheduler;
  private final Holder holder;
  private final Duration leaseTime;
  private final VirtualTime price;

  /**
   * @param scheduler connects as {@code quarry_scheduler}
   * @param holder who claims
   * @param leaseTime how long a lease lasts without a heartbeat
   * @param price what use costs
   */
  public ClaimStore(DataSource scheduler, Holder holder, Duration leaseTime, VirtualTime price) {
    this.scheduler = scheduler;
    this.holder = holder;
    this.leaseTime = leaseTime;
    this.price = price;
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
    Look look = new Look.Anew();
    int overdue = 0;
    for (int i = 0; i < LOOKS && overdue < OVERDUE; i++) {
      try {
        look = patient(i == 0, look);
      } catch (StorageException e) {
        if (!LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
          throw e;
        }
        overdue++;
        look = TenantTx.inTransaction(scheduler, tx -> fairest(tx, IMPATIENT));
      }
      if (look instanceof Look.Done(Optional<Lease> lease)) {
        return lease;
      }
    }
    return Optional.empty();
  }

  /** What a look at the queue has come to. */
  private sealed interface Look {
    /** A lease, or nothing to do. */
    record Done(Optional<Lease> lease) implements Look {}

    /** Somebody else has changed what was seen. */
    record Anew() implements Look {}

    /** Others are claiming of each tenant whose turn it may be. */
    record AfterClaim(UUID tenantId) implements Look {}

    /** The rollouts of the tenant whose turn it is are locked by their users' changes. */
    record AfterChange(UUID tenantId) implements Look {}
  }

  private Look patient(boolean first, Look before) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          boundWaiting(tx);
          switch (before) {
            case Look.AfterClaim(UUID tenantId) -> execute(tx, AWAIT_CLAIM, tenantId);
            case Look.AfterChange(UUID tenantId) -> {
              awaitRollout(tx, tenantId);
              tx.rollback();
              boundWaiting(tx);
            }
            case Look.Anew l -> {}
            case Look.Done l -> {}
          }
          Optional<Lease> late = first ? expired(tx) : Optional.empty();
          return late.isPresent() ? new Look.Done(late) : fairest(tx, PATIENT);
        });
  }

  private static String fairest(String which, String whenLocked) {
    return FAIREST.formatted(
        LongRollouts.ROOM, LongRollouts.CLAIMABLE, which, whenLocked, LongRollouts.CLAIMABLE);
  }

  private void awaitRollout(Connection tx, UUID tenantId) throws SQLException {
    try (var statement = tx.prepareStatement(AWAIT_ROLLOUT)) {
      LongRollouts.set(statement, 1, price.sharing());
      statement.setObject(3, tenantId);
      statement.execute();
    }
  }

  private static void boundWaiting(Connection tx) throws SQLException {
    execute(tx, "select set_config('lock_timeout', ?, true)", PATIENCE.toMillis() + "ms");
  }

  private static void execute(Connection tx, String sql, Object value) throws SQLException {
    try (var statement = tx.prepareStatement(sql)) {
      statement.setObject(1, value);
      statement.execute();
    }
  }

  private Optional<Lease> expired(Connection tx) throws SQLException {
    try (PreparedStatement update = tx.prepareStatement(EXPIRED)) {
      update.setDouble(1, price.perSlotSecond());
      update.setDouble(2, price.perToken());
      update.setString(3, holder.runner());
      update.setDouble(4, leaseTime.toMillis() / 1000.0);
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? Optional.of(leased(tx, claimed(row), true)) : Optional.empty();
      }
    }
  }

  private Look fairest(Connection tx, String sql) throws SQLException {
    try (PreparedStatement update = tx.prepareStatement(sql)) {
      LongRollouts.set(update, 1, price.sharing());
      update.setDouble(3, price.ahead());
      update.setString(4, holder.runner());
      update.setDouble(5, leaseTime.toMillis() / 1000.0);
      try (ResultSet row = update.executeQuery()) {
        row.next();
        if (row.getObject("rollout_id") != null) {
          return new Look.Done(Optional.of(leased(tx, claimed(row), false)));
        }
        return nothingTaken(tx, row);
      }
    }
  }

  private static Look nothingTaken(Connection tx, ResultSet row) throws SQLException {
    UUID least = row.getObject("least", UUID.class);
    UUID turn = row.getObject("turn", UUID.class);
    boolean came = row.getBoolean("came");
    tx.rollback();
    if (least == null) {
      return new Look.Done(Optional.empty());
    }
    if (turn != null) {
      return new Look.AfterChange(turn);
    }
    return came ? new Look.Anew() : new Look.AfterClaim(least);
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        row.getObject("tenant_id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getObject("rollout_id", UUID.class),
        row.getInt("ordinal"),
        row.getLong("lease_epoch"),
        row.getInt("attempts") + 1,
        new Leases.Wishes(
            row.getBoolean("cancel_requested"),
            row.getBoolean("pause_requested"),
            row.getInt("inputs")));
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
