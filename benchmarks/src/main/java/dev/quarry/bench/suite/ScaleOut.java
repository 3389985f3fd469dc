package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.measure.WarmUp;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Cpu;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * B13. Model calls a second with 1, 2 and 4 runner processes of 8 slots, at 200 ms a call, while
 * there is always more work than slots.
 */
final class ScaleOut implements Benchmark {
  private static final int SLOTS = 8;
  private static final int ROUNDS = 20;
  private static final int MODEL_MILLIS = 200;
  private static final int MOST = 4;
  private static final int MOST_WARM_UPS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private int tokens;
  private int started;
  private final List<String> running = new ArrayList<>();

  @Override
  public String id() {
    return "B13";
  }

  @Override
  public String name() {
    return "scale-out";
  }

  @Override
  public String about() {
    return "model calls a second with 1, 2 and 4 runners at 200 ms a call";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    try (BenchPlatform platform = BenchPlatform.start(effort.home(), Setup.slots(SLOTS))) {
      Map<String, Interleaving.Run<Double>> systems = new LinkedHashMap<>();
      systems.put("2", () -> rate(effort, platform, 2));
      systems.put("4", () -> rate(effort, platform, MOST));
      Map<String, List<Turn<Double, Double>>> turns =
          Interleaving.run(effort.pairs(), () -> rate(effort, platform, 1), systems);
      return List.of(
          figure(turns.getOrDefault("2", List.of()), 2),
          figure(turns.getOrDefault("4", List.of()), 4));
    }
  }

  private static Figure figure(List<Turn<Double, Double>> turns, int runners) {
    return Figure.ratio(
        "B13." + runners,
        "throughput of %d runners ÷ %d times one".formatted(runners, runners),
        Pairs.of(turns, one -> one * runners, many -> many),
        new Target.AtLeast(0.9),
        "one runner, " + runners + " times");
  }

  private double rate(Effort effort, BenchPlatform platform, int runners) throws Exception {
    while (running.size() > runners) {
      Process process = platform.processes().runner(running.removeLast());
      process.destroy();
      process.waitFor();
    }
    while (running.size() < runners) {
      started++;
      String id = "runner-" + started;
      platform.processes().startRunner(id);
      running.add(id);
    }
    int warmUps = WarmUp.untilSteady(MOST_WARM_UPS, () -> warmUp(platform, runners));
    int seconds = effort.pick(5, 3);
    // More than is done in the time of measuring, with a round more for each slot that begins.
    int calls = (seconds + 4) * SLOTS * runners * 1_000 / MODEL_MILLIS;
    submit(platform, "scale", calls / ROUNDS + SLOTS * runners, MODEL_MILLIS);
    TimeUnit.SECONDS.sleep(2);
    Cpu cpu = Cpu.now();
    long before = platform.stub().calls();
    long begin = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    long made = platform.stub().calls() - before;
    double rate = made * 1e9 / (System.nanoTime() - begin);
    Map<String, Double> cost = Cpu.now().since(cpu, made);
    if (platform.ledger().open() < (long) SLOTS * runners) {
      throw new IllegalStateException("the work ran out while it was measured");
    }
    platform.jobs().awaitAll(PATIENCE);
    effort.say(
        "%d runners: %.1f calls a second after %d rounds of warm-up; each took %s"
            .formatted(runners, rate, warmUps, words(cost)));
    return rate;
  }

  /**
   * A virtual machine that has just started compiles; without service time that is soon over.
   *
   * @return seconds
   */
  private double warmUp(BenchPlatform platform, int runners) throws Exception {
    long begin = System.nanoTime();
    submit(platform, "warm", 2 * SLOTS * runners, 0);
    platform.jobs().awaitAll(PATIENCE);
    return (System.nanoTime() - begin) / 1e9;
  }

  private void submit(BenchPlatform platform, String name, int jobs, int millis)
      throws InterruptedException {
    var tasks = new ArrayList<Assignment>();
    for (int i = 0; i < jobs; i++) {
      tokens++;
      tasks.add(Assignment.of(name + tokens, ROUNDS, millis));
    }
    platform.jobs().submit(tasks, 2, 0);
  }

  private static String words(Map<String, Double> cost) {
    return cost.entrySet().stream()
        .map(part -> "%s %.1f".formatted(part.getKey(), part.getValue()))
        .collect(Collectors.joining(", "));
  }
}
