package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Latencies;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.platform.Scratch;
import dev.quarry.bench.platform.ScratchDatabase;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.localstack.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * B14. How long a claim takes beside many finished rollouts, against a queue without history, both
 * on one server.
 */
final class HistoryDepth implements Benchmark {
  private static final int TENANTS = 50;
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** Filled in parts, so that it can be told how far it is, and given up. */
  private static final int PART = 500_000;

  private static final Duration FILL_PATIENCE = Duration.ofMinutes(40);

  /** Generous: a rollout and its step with their indexes take some 600 bytes. */
  private static final long BYTES_EACH = 1_000;

  private static final RolloutEnd END =
      new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE);

  /**
   * Finished rollouts with their lease steps, in the order of time, those of all tenants mixed as
   * they are in life, with ids like those that the platform gives. A claim reads neither jobs nor
   * other steps, so they have none; foreign keys are off meanwhile.
   */
  private static final String FILL =
      """
      set session_replication_role = replica;
      with tenants as materialized (select array_agg(tenant_id) as ids from tenant),
      finished as (
        insert into rollout (rollout_id, tenant_id, job_id, ordinal, state, queued_at, not_before,
          lease_epoch, stuck_seq, started_at, ended_at, slot_seconds, used, charged_seq)
        select uuidv7(age), ids[1 + n %% %d], uuidv7(age), 0, 'SUCCEEDED', at, at,
          1, 1, at, at + interval '1 minute', 60, 60, 1
        from tenants, generate_series(%d, %d, -1) n,
          lateral (select n * interval '-1 second' as age) ago,
          lateral (select now() + age as at) then_
        returning rollout_id, tenant_id, started_at)
      insert into step (rollout_id, seq, tenant_id, epoch, kind, at, body)
      select rollout_id, 1, tenant_id, 1, 'leased', started_at, '{}' from finished;
      reset session_replication_role
      """;

  @Override
  public String id() {
    return "B14";
  }

  @Override
  public String name() {
    return "history-depth";
  }

  @Override
  public String about() {
    return "time of a claim beside 10 million finished rollouts against none";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int depth = effort.pick(10_000_000, 200_000);
    int claims = effort.pick(400, 150);
    mustFit(effort, depth);
    try (Scratch scratch = Scratch.start(effort.home());
        Queue empty = Queue.in(scratch.database("without_history", 1));
        Queue deep = Queue.in(scratch.database("with_history", 1))) {
      fill(effort, deep.database(), depth);
      effort.say("warming up");
      for (Queue queue : List.of(empty, deep)) {
        queue.claims(claims);
        // Plans are made for what the server knows of the tables, so there has to be something in.
        queue.database().settle();
        queue.claims(claims);
      }
      effort.say("%d claims a turn".formatted(claims));
      List<Turn<Latencies, Latencies>> turns =
          Interleaving.run(effort.pairs(), () -> empty.claims(claims), () -> deep.claims(claims));
      return List.of(
          figure(turns, "B14", 50, new Target.AtMost(1.3))
              .with("finished rollouts", depth)
              .with("bytes", deep.database().number("select pg_database_size(current_database())")),
          figure(turns, "B14.p99", 99, new Target.None()));
    }
  }

  private static Figure figure(
      List<Turn<Latencies, Latencies>> turns, String id, int percent, Target target) {
    return Figure.ratio(
        id,
        "time of a claim with history ÷ without, p" + percent,
        Pairs.of(turns, l -> l.p(percent), l -> l.p(percent)),
        target,
        "the same without history");
  }

  private static void mustFit(Effort effort, int depth) throws IOException {
    long needed = depth * BYTES_EACH + 2_000_000_000L;
    long free = Files.getFileStore(effort.home()).getUsableSpace();
    if (free < needed) {
      throw new IllegalStateException(
          "%s has %,d MB free; %,d finished rollouts need %,d MB"
              .formatted(effort.home(), free / 1_000_000, depth, needed / 1_000_000));
    }
  }

  private static void fill(Effort effort, ScratchDatabase database, int depth) throws SQLException {
    long deadline = System.nanoTime() + FILL_PATIENCE.toNanos();
    for (int done = 0; done < depth; ) {
      int part = Math.min(PART, depth - done);
      int left = depth - done;
      database.run(FILL.formatted(TENANTS, left, left - part + 1));
      done += part;
      effort.say("%,d of %,d finished rollouts are there".formatted(done, depth));
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only %,d of %,d finished rollouts were written in %s"
                .formatted(done, depth, FILL_PATIENCE));
      }
    }
    database.settle();
  }

  /** A queue of many tenants that one runner claims from. */
  private record Queue(
      ScratchDatabase database, List<UUID> tenants, ClaimStore claimant, RolloutStore rollouts)
      implements AutoCloseable {
    static Queue in(ScratchDatabase database) throws SQLException {
      var tenants = new ArrayList<UUID>();
      for (int i = 0; i < TENANTS; i++) {
        tenants.add(database.tenant("tenant-" + i, 1));
      }
      return new Queue(
          database,
          List.copyOf(tenants),
          new ClaimStore(
              database.as(Role.SCHEDULER),
              new ClaimStore.Holder("bench", "1"),
              LEASE,
              VirtualTime.STANDARD),
          new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD));
    }

    /** What is put into the queue and ended again is not counted. */
    Latencies claims(int count) throws Exception {
      for (int i = 0; i < TENANTS; i++) {
        database.enqueue(tenants.get(i), count / TENANTS + (i < count % TENANTS ? 1 : 0), 1);
      }
      var leases = new ArrayList<Lease>();
      var millis = new ArrayList<Double>();
      for (int i = 0; i < count; i++) {
        long begin = System.nanoTime();
        leases.add(claimant.claim().orElseThrow());
        millis.add((System.nanoTime() - begin) / 1e6);
      }
      for (Lease lease : leases) {
        rollouts.end(lease, END);
      }
      return new Latencies(millis);
    }

    @Override
    public void close() throws SQLException {
      database.close();
    }
  }
}
