package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.Dbos;
import dev.quarry.bench.measure.CommitMeter;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Recording;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * B3. Transactions of the platform's database – all of them: intake, claims, pollers, reads –
 * divided by the steps that were stored meanwhile.
 */
final class CommitsPerStep implements Benchmark {
  private static final int CROWD = 200;
  private static final int CLIENTS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String id() {
    return "B3";
  }

  @Override
  public String name() {
    return "commits-per-step";
  }

  @Override
  public String about() {
    return "transactions a stored step, one rollout alone and 200 at once";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int rounds = effort.pick(50, 20);
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(CROWD))) {
      platform.jobs().submit(Assignment.of("warmup", 5, 0));
      platform.jobs().awaitAll(PATIENCE);
      effort.say("transactions of the idle platform");
      CommitMeter meter = CommitMeter.idle(platform.ledger()::commits);
      effort.say("one rollout of %d rounds".formatted(rounds));
      double alone = alone(platform, meter, rounds);
      effort.say("%.2f commits a step".formatted(alone));
      effort.say("%d rollouts of %d rounds, 200 ms a model call".formatted(CROWD, rounds / 2));
      double crowd = crowd(platform, meter, rounds / 2, 200);
      effort.say("%.2f commits a step".formatted(crowd));
      effort.say("the same without service time");
      double saturated = crowd(platform, meter, rounds / 2, 0);
      effort.say("%.2f commits a step".formatted(saturated));
      effort.say("DBOS: one workflow of as many steps");
      double rival = dbos(effort, platform, rounds);
      return List.of(
          figure("B3", "commits a step, one rollout", alone, new Target.AtMost(1.2))
              .with("idle commits a second", meter.idlePerSecond()),
          figure("B3.crowd", "commits a step, 200 in flight", crowd, new Target.AtMost(0.2)),
          figure(
              "B3.saturated",
              "commits a step, 200 in flight, no service time",
              saturated,
              new Target.None()),
          figure("B3.dbos", "commits a step, DBOS alone", rival, new Target.None()));
    }
  }

  private static Figure figure(String id, String what, double value, Target target) {
    return Figure.number(id, what, Spread.one(value), target);
  }

  private static double alone(BenchPlatform platform, CommitMeter meter, int rounds)
      throws Exception {
    return perStep(platform, meter, List.of(Assignment.of("alone" + rounds, rounds, 0)));
  }

  private static double crowd(BenchPlatform platform, CommitMeter meter, int rounds, int millis)
      throws Exception {
    return perStep(
        platform,
        meter,
        IntStream.range(0, CROWD)
            .mapToObj(i -> Assignment.of("crowd" + millis + "x" + i, rounds, millis))
            .toList());
  }

  private static double perStep(BenchPlatform platform, CommitMeter meter, List<Assignment> tasks)
      throws Exception {
    long before = platform.ledger().steps();
    double commits =
        meter.during(
            () -> {
              platform.jobs().submit(tasks, CLIENTS, 0);
              platform.jobs().awaitAll(PATIENCE);
            });
    return commits / (platform.ledger().steps() - before);
  }

  private static double dbos(Effort effort, BenchPlatform platform, int rounds) throws Exception {
    Recording recording = Recording.of(platform, Assignment.of("recorded" + rounds, rounds, 0));
    try (Dbos dbos = Dbos.beside(platform, effort.home(), recording, CROWD)) {
      dbos.run();
      CommitMeter meter = CommitMeter.idle(dbos::commits);
      long before = dbos.steps();
      double commits = meter.during(dbos::run);
      return commits / (dbos.steps() - before);
    }
  }
}
