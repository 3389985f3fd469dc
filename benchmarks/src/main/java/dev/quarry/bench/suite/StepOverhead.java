package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.BareLoop;
import dev.quarry.bench.baseline.Dbos;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.measure.WarmUp;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Cpu;
import dev.quarry.bench.platform.Recording;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.core.trajectory.StepRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * B2. A ReAct job of 50 model calls and 49 searches, from its lease to its last step by the
 * database's clock, against a bare loop that makes the same requests and inserts the same rows.
 */
final class StepOverhead implements Benchmark {
  private static final int SLOTS = 8;
  private static final int MOST_WARM_UPS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private int tokens;

  @Override
  public String id() {
    return "B2";
  }

  @Override
  public String name() {
    return "step-overhead";
  }

  @Override
  public String about() {
    return "a 50-step job against a bare loop with the same requests and rows, beside DBOS";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    var figures = new ArrayList<Figure>();
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(SLOTS));
        var bare = new BareLoop(platform.baseline(), platform.stub().base())) {
      atOnce(effort, platform, bare, figures);
      effort.say("200 ms a model call");
      int rounds = effort.pick(50, 10);
      Recording slow = Recording.of(platform, Assignment.of("slow", rounds, 200));
      bare.millis(slow);
      List<Turn<Double, Double>> turns =
          Interleaving.run(
              effort.pairs(), () -> bare.millis(slow), () -> job(platform, rounds, 200));
      figures.add(
          Figure.ratio(
              "B2.200ms",
              "total time at 200 ms a model call",
              pairs(turns),
              new Target.AtMost(1.02),
              "the bare loop"));
    }
    return figures;
  }

  private void atOnce(Effort effort, BenchPlatform platform, BareLoop bare, List<Figure> figures)
      throws Exception {
    int rounds = effort.pick(50, 50);
    int repeats = effort.pick(5, 3);
    Recording recording = Recording.of(platform, Assignment.of("fast", rounds, 0));
    try (Dbos dbos = Dbos.beside(platform, effort.home(), recording, SLOTS)) {
      effort.say("warming up");
      WarmUp.untilSteady(MOST_WARM_UPS, () -> mean(repeats, () -> bare.millis(recording)));
      WarmUp.untilSteady(MOST_WARM_UPS, () -> mean(repeats, () -> job(platform, rounds, 0)));
      WarmUp.untilSteady(MOST_WARM_UPS, () -> mean(repeats, dbos::run));
      Map<String, Double> cpu = cpu(recording, repeats, () -> job(platform, rounds, 0));
      Map<String, Double> rivalCpu = cpu(recording, repeats, dbos::run);
      effort.say("no service time, %d jobs a turn".formatted(repeats));
      Map<String, Interleaving.Run<Double>> systems = new LinkedHashMap<>();
      systems.put("quarry", () -> mean(repeats, () -> job(platform, rounds, 0)));
      systems.put("dbos", () -> mean(repeats, dbos::run));
      Map<String, List<Turn<Double, Double>>> turns =
          Interleaving.run(
              effort.pairs(), () -> mean(repeats, () -> bare.millis(recording)), systems);
      figures.add(
          Figure.ratio(
                  "B2",
                  "time of %d steps without service time".formatted(rounds),
                  pairs(turns.getOrDefault("quarry", List.of())),
                  new Target.AtMost(1.5),
                  "the bare loop")
              .with(cpu));
      figures.add(
          Figure.ratio(
                  "B2.dbos",
                  "the same for DBOS",
                  pairs(turns.getOrDefault("dbos", List.of())),
                  new Target.None(),
                  "the bare loop")
              .with(rivalCpu));
    }
  }

  private static Pairs pairs(List<Turn<Double, Double>> turns) {
    return Pairs.of(turns, bare -> bare, job -> job);
  }

  /** Processor time a step. */
  private static Map<String, Double> cpu(
      Recording recording, int repeats, Interleaving.Run<Double> run) throws Exception {
    Cpu before = Cpu.now();
    mean(repeats, run);
    return Cpu.now().since(before, (double) repeats * recording.acts().size());
  }

  private static double mean(int repeats, Interleaving.Run<Double> run) throws Exception {
    double sum = 0;
    for (int i = 0; i < repeats; i++) {
      sum += run.once();
    }
    return sum / repeats;
  }

  private double job(BenchPlatform platform, int rounds, int millis) throws Exception {
    tokens++;
    UUID job = platform.jobs().submit(Assignment.of("work" + tokens, rounds, millis));
    platform.jobs().awaitAll(PATIENCE);
    List<StepRecord> steps = platform.ledger().trajectory(job);
    return Duration.between(steps.getFirst().at(), steps.getLast().at()).toNanos() / 1e6;
  }
}
