package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.Dbos;
import dev.quarry.bench.baseline.RawCommits;
import dev.quarry.bench.measure.CommitMeter;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.measure.WarmUp;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Cpu;
import dev.quarry.bench.platform.Recording;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * B1. Jobs of one model call, from the request that submits them to their end, at 8 slots and 8
 * clients. The floor is what the database could commit in the same minute, divided by the
 * transactions that a job takes.
 */
final class JobThroughput implements Benchmark {
  private static final int SLOTS = 8;
  private static final int CLIENTS = 8;
  private static final int ROW_BYTES = 1_024;
  private static final int MOST_WARM_UPS = 15;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final AtomicInteger tokens = new AtomicInteger();

  @Override
  public String id() {
    return "B1";
  }

  @Override
  public String name() {
    return "job-throughput";
  }

  @Override
  public String about() {
    return "jobs a second against raw commits, beside DBOS";
  }

  /**
   * What a job takes.
   *
   * @param commits transactions
   * @param cpu milliseconds by part
   */
  private record Cost(double commits, Map<String, Double> cpu) {}

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int jobs = effort.pick(500, 200);
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(SLOTS));
        var raw = new RawCommits(platform.baseline(), SLOTS, ROW_BYTES)) {
      Recording recording = Recording.of(platform, Assignment.least("recorded"));
      try (Dbos dbos = Dbos.beside(platform, effort.home(), recording, SLOTS)) {
        effort.say("warming up");
        WarmUp.untilSteady(MOST_WARM_UPS, () -> 1 / quarry(platform, jobs));
        WarmUp.untilSteady(MOST_WARM_UPS, () -> 1 / dbos(dbos, jobs));
        effort.say("transactions a job");
        Cost ours = cost(platform.ledger()::commits, jobs, () -> quarry(platform, jobs));
        Cost theirs = cost(dbos::commits, jobs, () -> dbos(dbos, jobs));
        effort.say(
            "%.1f transactions a job, DBOS %.1f".formatted(ours.commits(), theirs.commits()));
        Map<String, Interleaving.Run<Double>> systems = new LinkedHashMap<>();
        systems.put("quarry", () -> quarry(platform, jobs));
        systems.put("dbos", () -> dbos(dbos, jobs));
        Map<String, List<Turn<Double, Double>>> turns =
            Interleaving.run(
                effort.pairs(),
                () -> raw.perSecond(Duration.ofSeconds(effort.pick(3, 1))),
                systems);
        return figures(
            turns.getOrDefault("quarry", List.of()),
            turns.getOrDefault("dbos", List.of()),
            ours,
            theirs);
      }
    }
  }

  private static List<Figure> figures(
      List<Turn<Double, Double>> ours,
      List<Turn<Double, Double>> theirs,
      Cost cost,
      Cost rivalCost) {
    Pairs quarry = Pairs.of(ours, raw -> raw / cost.commits(), jobs -> jobs);
    Pairs dbos = Pairs.of(theirs, raw -> raw / rivalCost.commits(), jobs -> jobs);
    var ahead = new ArrayList<Double>();
    for (int i = 0; i < ours.size(); i++) {
      ahead.add(ours.get(i).measured() / theirs.get(i).measured());
    }
    return List.of(
        Figure.ratio(
                "B1",
                "jobs/s ÷ (raw commits/s ÷ commits a job)",
                quarry,
                new Target.AtLeast(0.5),
                "one-row commits, 8 connections")
            .with("commits a job", cost.commits())
            .with(cost.cpu()),
        Figure.ratio(
                "B1.dbos",
                "the same for DBOS",
                dbos,
                new Target.None(),
                "one-row commits, 8 connections")
            .with("commits a job", rivalCost.commits())
            .with(rivalCost.cpu()),
        new Figure(
            "B1.ahead",
            "jobs/s ÷ jobs/s of DBOS",
            Spread.of(ahead),
            new Target.AtLeast(1),
            "DBOS, the same job",
            0,
            Map.of()));
  }

  private static Cost cost(CommitMeter.Reader reader, int jobs, CommitMeter.Work work)
      throws Exception {
    CommitMeter meter = CommitMeter.idle(reader);
    var cpu = new AtomicReference<Map<String, Double>>(Map.of());
    double commits =
        meter.during(
            () -> {
              Cpu before = Cpu.now();
              work.run();
              cpu.set(Cpu.now().since(before, jobs));
            });
    return new Cost(commits / jobs, cpu.get());
  }

  private double quarry(BenchPlatform platform, int jobs) throws Exception {
    var tasks = new ArrayList<Assignment>();
    for (int i = 0; i < jobs; i++) {
      tasks.add(Assignment.least("job" + tokens.incrementAndGet()));
    }
    long begin = System.nanoTime();
    platform.jobs().submit(tasks, CLIENTS, 0);
    platform.jobs().awaitAll(PATIENCE);
    return jobs * 1e9 / (System.nanoTime() - begin);
  }

  private static double dbos(Dbos dbos, int jobs) throws Exception {
    long begin = System.nanoTime();
    dbos.submit(jobs, CLIENTS);
    dbos.awaitAll(PATIENCE);
    return jobs * 1e9 / (System.nanoTime() - begin);
  }
}
