package dev.quarry.harness;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What must hold whatever happened, read from the whole database once the platform is idle. Each
 * method adds what it finds wrong; {@link #verify} throws when anything was.
 */
public final class Invariants {
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final Database database;
  private final List<String> violations = new ArrayList<>();

  public Invariants(Database database) {
    this.database = database;
  }

  /**
   * All that can be told from the database alone.
   *
   * @param accepted ids of the jobs that were answered with 202
   */
  public Invariants everything(Collection<String> accepted)
      throws SQLException, InterruptedException {
    return jobsEndOnce(accepted)
        .stepsAreWholeAndFenced()
        .promptsAreRebuilt()
        .countersAgree()
        .usageIsSettled()
        .outboxDrains();
  }

  /** I1: every job that was accepted is in exactly one final state. */
  public Invariants jobsEndOnce(Collection<String> accepted) throws SQLException {
    Set<String> there =
        new HashSet<>(database.query("select job_id from job", row -> row.getString(1)));
    accepted.stream()
        .filter(id -> !there.contains(id))
        .forEach(id -> violated("I1", "job " + id + " was accepted and is not there"));
    none(
        "I1",
        "select job_id, state, ended_at from job where ended_at is null"
            + " or state not in ('SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED')");
    none(
        "I1",
        "select rollout_id, state, ended_at, lease_owner from rollout"
            + " where ended_at is null or lease_owner is not null");
    none(
        "I1",
        "select r.rollout_id, r.state, count(s.seq) as ends, max(r.lease_epoch) as epoch"
            + " from rollout r left join step s"
            + " on s.rollout_id = r.rollout_id and s.kind = 'ended'"
            + " group by r.rollout_id, r.state"
            + " having count(s.seq) > 1 or (count(s.seq) = 0 and r.state <> 'CANCELLED')");
    return this;
  }

  /** I2: steps have no gap, and none of an earlier epoch comes after one of a later. */
  public Invariants stepsAreWholeAndFenced() throws SQLException {
    none(
        "I2",
        "select rollout_id, count(*) as steps, min(seq) as first, max(seq) as last from step"
            + " group by rollout_id having min(seq) <> 1 or max(seq) <> count(*)");
    none(
        "I2",
        "select * from (select rollout_id, seq, kind, epoch,"
            + " lag(epoch) over (partition by rollout_id order by seq) as before from step) s"
            + " where epoch < before"
            + " or ((before is null or epoch > before) and kind <> 'leased')"
            + " or (epoch = before and kind = 'leased')");
    none(
        "I2",
        "select r.rollout_id, r.lease_epoch, max(s.epoch) as last from rollout r"
            + " join step s using (rollout_id) group by r.rollout_id, r.lease_epoch"
            + " having r.lease_epoch <> max(s.epoch)");
    return this;
  }

  /**
   * I3: what is recorded is not asked for again.
   *
   * @param job its id
   * @param calls requests that the model server has seen of it
   * @param interruptions how often a holder was interrupted: each may cost one call
   * @return calls beyond the recorded replies
   */
  public long modelIsNotAskedAgain(String job, long calls, long interruptions) throws SQLException {
    long recorded =
        database.number(
            "select coalesce(sum(s.model_calls), 0) from step s join rollout r using (rollout_id)"
                + " where r.job_id = ?",
            UUID.fromString(job));
    if (calls > recorded + interruptions) {
      violated(
          "I3",
          "job %s: %d calls of the model, %d replies recorded, %d interruptions"
              .formatted(job, calls, recorded, interruptions));
    }
    return calls - recorded;
  }

  /** I5: no prompt came out of the fold otherwise than it was sent. */
  public Invariants promptsAreRebuilt() throws SQLException {
    none(
        "I5",
        "select rollout_id, seq, body from step"
            + " where kind = 'ended' and body->>'failure' = 'prompt-mismatch'");
    return this;
  }

  /** I7: what the scheduler counts of a tenant is what there is, and nothing when idle. */
  public Invariants countersAgree() throws SQLException {
    none(
        "I7",
        "select s.tenant_id, s.queued, s.running,"
            + " count(*) filter (where r.state = 'QUEUED') as really_queued,"
            + " count(*) filter (where r.state = 'RUNNING') as really_running"
            + " from tenant_sched s left join rollout r using (tenant_id)"
            + " group by s.tenant_id, s.queued, s.running"
            + " having s.queued <> count(*) filter (where r.state = 'QUEUED')"
            + " or s.running <> count(*) filter (where r.state = 'RUNNING')");
    return this;
  }

  /** I7: what is charged for a rollout is the sum of what its steps used. */
  public Invariants usageIsSettled() throws SQLException {
    none(
        "I7",
        "select r.rollout_id, s.calls, s.input, s.output, u.calls as charged_calls,"
            + " u.input as charged_input, u.output as charged_output from rollout r"
            + " left join lateral (select coalesce(sum(model_calls + tool_calls), 0) as calls,"
            + " coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output"
            + " from step s where s.rollout_id = r.rollout_id) s on true"
            + " left join lateral (select coalesce(sum(calls), 0) as calls,"
            + " coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output"
            + " from usage_record u where u.rollout_id = r.rollout_id) u on true"
            + " where (s.calls, s.input, s.output) <> (u.calls, u.input, u.output)");
    return this;
  }

  /** I9: what is to be sent to Kafka is sent. */
  public Invariants outboxDrains() throws SQLException, InterruptedException {
    Instant deadline = Instant.now().plus(DRAIN);
    String sql = "select count(*) from outbox";
    while (database.number(sql) > 0) {
      if (Instant.now().isAfter(deadline)) {
        violated("I9", database.number(sql) + " rows wait in the outbox after " + DRAIN);
        break;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return this;
  }

  /**
   * I10: a job whose holder has ended is soon held by another.
   *
   * @param ended when the holder ended
   * @param most longest time without a holder
   * @return that time, from the end to the next lease
   */
  public Duration isSoonHeldAgain(String job, Instant ended, Duration most) throws SQLException {
    List<Instant> leases =
        database.query(
            "select s.at from step s join rollout r using (rollout_id)"
                + " where r.job_id = ? and s.kind = 'leased' and s.at > ?"
                + " order by s.at limit 1",
            row -> row.getObject(1, java.time.OffsetDateTime.class).toInstant(),
            UUID.fromString(job),
            ended.atOffset(java.time.ZoneOffset.UTC));
    if (leases.isEmpty()) {
      violated("I10", "job %s: nobody took it after its holder ended".formatted(job));
      return Duration.ZERO;
    }
    Duration unowned = Duration.between(ended, leases.getFirst());
    if (unowned.compareTo(most) > 0) {
      violated(
          "I10",
          "job %s had no holder for %d ms; at most %d ms"
              .formatted(job, unowned.toMillis(), most.toMillis()));
    }
    return unowned;
  }

  /**
   * I12: whoever follows a job sees each step once and in order, however often the connection ends.
   *
   * @param seen ids of the step events, in the order of their arrival
   */
  public Invariants clientSawEachStepOnce(String job, List<String> seen) throws SQLException {
    long steps =
        database.number(
            "select count(*) from step s join rollout r using (rollout_id)"
                + " where r.job_id = ? and r.ordinal = 0",
            UUID.fromString(job));
    List<String> all = LongStream.rangeClosed(1, steps).mapToObj(seq -> "0:" + seq).toList();
    if (!seen.equals(all)) {
      violated("I12", "job %s has %d steps; a client saw %s".formatted(job, steps, seen));
    }
    return this;
  }

  private void none(String invariant, String sql) throws SQLException {
    database.lines(sql).forEach(line -> violated(invariant, line));
  }

  /** Something else that is wrong. */
  public void violated(String invariant, String what) {
    violations.add(invariant + ": " + what);
  }

  /**
   * @throws AssertionError naming everything that was violated
   */
  public void verify() {
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "%d violations:%n%s".formatted(violations.size(), String.join("\n", violations)));
    }
  }
}
