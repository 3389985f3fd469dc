package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Latencies;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.core.queue.Topics;
import dev.quarry.harness.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * B6. How long jobs of a tenant that asks now and then wait for their slot beside a tenant with
 * 10,000 queued jobs, against the same without it.
 *
 * <p>The comparator is first come, first served: a tenant's own jobs are in that order, so there
 * the 10,000 are put in by the same tenant. Nobody waits for the end of that: a job that has no
 * slot when it is looked at counts with how long it has waited by then.
 */
final class NoisyNeighbour implements Benchmark {
  private static final int SLOTS = 4;
  private static final List<String> RUNNERS = List.of("runner-1", "runner-2");
  private static final int BACKLOG = 10_000;
  private static final int MODEL_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The backlog is copies of a job that the API took, with permits for the slots there are. */
  private static final String PUT_IN =
      """
      with copies as (
        insert into job (tenant_id, job_id, state, mode, model, spec)
        select '%1$s'::uuid, uuidv7(), 'QUEUED', mode, model, spec
        from job, generate_series(1, %2$d) where job_id = '%3$s'
        returning tenant_id, job_id),
      rollouts as (
        insert into rollout (rollout_id, tenant_id, job_id, ordinal, state)
        select uuidv7(), tenant_id, job_id, 0, 'QUEUED' from copies
        returning tenant_id, rollout_id),
      permits as (
        insert into outbox (tenant_id, topic, key, payload)
        select tenant_id, '%4$s', rollout_id, json_build_object('rolloutId', rollout_id)
        from rollouts limit %5$d)
      update tenant_sched set queued = queued + (select count(*) from rollouts),
        vtime = greatest(vtime, fair_start(tenant_id))
      where tenant_id = '%1$s'
      """;

  private static final String TAKE_OUT =
      """
      with gone as (
        delete from rollout where tenant_id = '%1$s' and state = 'QUEUED' returning 1)
      update tenant_sched set queued = queued - (select count(*) from gone)
      where tenant_id = '%1$s'
      """;

  private int tokens;

  @Override
  public String id() {
    return "B6";
  }

  @Override
  public String name() {
    return "noisy-neighbour";
  }

  @Override
  public String about() {
    return "wait for a slot beside a tenant with 10,000 queued jobs against alone";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    var light = new Light(effort.pick(60, 15), Duration.ofSeconds(effort.pick(20, 2)));
    try (BenchPlatform platform = BenchPlatform.start(effort.home(), Setup.slots(SLOTS));
        Database database = Database.of(platform.processes().stack())) {
      for (String runner : RUNNERS) {
        platform.processes().startRunner(runner);
      }
      UUID own = platform.ledger().tenant();
      UUID neighbour = neighbour(database);
      effort.say("warming up");
      UUID sample = platform.jobs().submit(next());
      alone(platform, database, light);
      Map<String, Interleaving.Run<Waits>> systems = new LinkedHashMap<>();
      systems.put("neighbour", () -> beside(platform, database, light, neighbour, sample));
      systems.put("first-come", () -> beside(platform, database, light, own, sample));
      effort.say("%d jobs a turn, alone and beside %d".formatted(light.jobs(), BACKLOG));
      Map<String, List<Turn<Waits, Waits>>> turns =
          Interleaving.run(effort.pairs(), () -> alone(platform, database, light), systems);
      return figures(
          turns.getOrDefault("neighbour", List.of()), turns.getOrDefault("first-come", List.of()));
    }
  }

  /**
   * What the light tenant does in a turn.
   *
   * @param jobs one after the other, with a pause
   * @param patience after the last of them, until it is looked at how long they have waited
   */
  private record Light(int jobs, Duration patience) {
    static final Duration PAUSE = Duration.ofMillis(150);
  }

  /**
   * What a turn came to.
   *
   * @param waits from the intake to the claim
   * @param slot how long a slot of the installation was held, the median
   */
  private record Waits(Latencies waits, double slot) {
    double p99() {
      return waits.p(99);
    }

    /** Without the time that one slot is held: none is taken away from whoever has it. */
    double beyondASlot() {
      return Math.max(0, p99() - slot);
    }
  }

  private static List<Figure> figures(
      List<Turn<Waits, Waits>> beside, List<Turn<Waits, Waits>> firstCome) {
    return List.of(
        Figure.ratio(
                "B6",
                "p99 wait for a slot beside 10,000 jobs of another ÷ alone",
                Pairs.of(beside, Waits::p99, Waits::p99),
                new Target.AtMost(1.5),
                "the same tenant alone")
            .with(
                "ms that a slot is held",
                Spread.of(beside.stream().map(turn -> turn.measured().slot()).toList()).median()),
        Figure.ratio(
            "B6.slot",
            "the same less the time that one slot is held",
            Pairs.of(beside, Waits::p99, Waits::beyondASlot),
            new Target.None(),
            "the same tenant alone"),
        Figure.ratio(
            "B6.first-come",
            "the same in the order of arrival, at least",
            Pairs.of(firstCome, Waits::p99, Waits::p99),
            new Target.None(),
            "the same tenant alone"));
  }

  private static UUID neighbour(Database database) throws SQLException {
    UUID id = UUID.randomUUID();
    database.execute(
        "insert into tenant (tenant_id, slug, name) values ('%s', 'neighbour', 'n')".formatted(id));
    database.execute(
        "insert into tenant_sched (tenant_id, max_running) values ('%s', 1000000)".formatted(id));
    return id;
  }

  private Assignment next() {
    tokens++;
    return new Assignment("light" + tokens, 1, 200, 0, MODEL_MILLIS, 0, false);
  }

  private Waits beside(
      BenchPlatform platform, Database database, Light light, UUID whose, UUID sample)
      throws Exception {
    database.execute(
        PUT_IN.formatted(whose, BACKLOG, sample, Topics.PERMITS, SLOTS * RUNNERS.size()));
    while (database.number("select count(*) from rollout where state = 'RUNNING'") < SLOTS) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    Waits waits = jobs(platform, database, light);
    if (database.number("select queued from tenant_sched where tenant_id = ?", whose) == 0) {
      throw new IllegalStateException("the backlog was worked off while it was measured");
    }
    database.execute(TAKE_OUT.formatted(whose));
    platform.jobs().awaitAll(PATIENCE);
    return waits;
  }

  private Waits alone(BenchPlatform platform, Database database, Light light) throws Exception {
    Waits waits = jobs(platform, database, light);
    platform.jobs().awaitAll(PATIENCE);
    return waits;
  }

  private Waits jobs(BenchPlatform platform, Database database, Light light) throws Exception {
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < light.jobs(); i++) {
      ids.add(platform.jobs().submit(next()));
      TimeUnit.NANOSECONDS.sleep(Light.PAUSE.toNanos());
    }
    long deadline = System.nanoTime() + light.patience().toNanos();
    while (waiting(database, ids) > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    List<Double> waits =
        database.query(
            "select extract(epoch from coalesce(started_at, now()) - queued_at) * 1000 from rollout"
                + " where job_id = any (?::uuid[])",
            row -> row.getDouble(1),
            array(ids));
    double slot =
        database
            .query(
                "select coalesce(percentile_cont(0.5) within group"
                    + " (order by extract(epoch from ended_at - started_at) * 1000), 0) from ("
                    + " select * from rollout where ended_at is not null"
                    + " order by ended_at desc limit 100) last",
                row -> row.getDouble(1))
            .getFirst();
    return new Waits(new Latencies(waits), slot);
  }

  private static long waiting(Database database, List<UUID> jobs) throws SQLException {
    return database.number(
        "select count(*) from rollout where started_at is null and job_id = any (?::uuid[])",
        array(jobs));
  }

  private static String array(List<UUID> ids) {
    return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }
}
