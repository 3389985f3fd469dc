package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.BareWaiting;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.JavaProcess;
import dev.quarry.bench.platform.Memory;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * B5. Resident memory that a runner needs for each rollout that waits for the model with a prompt
 * of some 20 KB, against a JVM whose virtual threads wait with the same requests. Both are read
 * after a collection.
 */
final class WaitingMemory implements Benchmark {
  private static final int PADDING = 18_000;
  private static final int LONG_MILLIS = 3_600_000;
  private static final int HEAP_MEGABYTES = 1_400;
  private static final double GIB = 1L << 30;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Override
  public String id() {
    return "B5";
  }

  @Override
  public String name() {
    return "waiting-memory";
  }

  @Override
  public String about() {
    return "memory of a rollout that waits for the model, against a bare virtual thread";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int crowd = effort.pick(2_000, 300);
    int most = effort.pick(5_000, 1_000);
    Rollouts ours = rollouts(effort, crowd, most);
    double bare = bare(effort, crowd);
    return List.of(
        new Figure(
                "B5",
                "memory a waiting rollout, %d of them".formatted(crowd),
                Spread.one(ours.each() / bare),
                new Target.AtMost(2),
                "a virtual thread with the same request",
                0,
                Map.of())
            .with("KB a rollout", ours.each() / 1_024)
            .with("KB a bare request", bare / 1_024),
        Figure.number(
            "B5.full",
            "GiB of a runner with %d waiting rollouts".formatted(most),
            Spread.one(ours.whole() / GIB),
            new Target.AtMost(2)));
  }

  /**
   * Bytes.
   *
   * @param each of a rollout while some wait
   * @param whole of the process while the most wait
   */
  private record Rollouts(double each, double whole) {}

  private static Rollouts rollouts(Effort effort, int crowd, int most) throws Exception {
    Path home = Files.createDirectories(effort.home().resolve("rollouts"));
    try (BenchPlatform platform =
        BenchPlatform.withRunner(home, Setup.slots(most).heap(HEAP_MEGABYTES))) {
      platform.jobs().submit(Assignment.of("warmup", 3, 0), PADDING);
      platform.jobs().awaitAll(PATIENCE);
      long runner = platform.processes().runner("runner-1").pid();
      long idle = Memory.residentAfterCollection(runner);
      bring(effort, platform, 0, crowd);
      long some = Memory.residentAfterCollection(runner);
      bring(effort, platform, crowd, most);
      long all = Memory.residentAfterCollection(runner);
      if (platform.stub().waiting() < most) {
        throw new IllegalStateException("not all rollouts kept waiting");
      }
      effort.say(
          "%d MiB idle, %d MiB with %d waiting, %d MiB with %d"
              .formatted(idle >> 20, some >> 20, crowd, all >> 20, most));
      return new Rollouts((some - idle) / (double) crowd, all);
    }
  }

  private static void bring(Effort effort, BenchPlatform platform, int from, int to)
      throws Exception {
    effort.say("rollouts come to wait until there are %d".formatted(to));
    List<Assignment> tasks =
        IntStream.range(from, to)
            .mapToObj(i -> Assignment.of("waiting" + i, 2, LONG_MILLIS))
            .toList();
    platform.jobs().submit(tasks, 4, PADDING);
    awaitWaiting(platform, to);
  }

  /**
   * @return bytes of a waiting request
   */
  private static double bare(Effort effort, int count) throws Exception {
    Path home = Files.createDirectories(effort.home().resolve("bare"));
    try (BenchPlatform platform = BenchPlatform.withRunner(home, Setup.slots(1))) {
      Assignment task = Assignment.of("bare", 2, 0);
      platform.jobs().submit(task.recorded(), PADDING);
      platform.jobs().awaitAll(PATIENCE);
      String body = platform.stub().recording("bare").getFirst();
      Path file = home.resolve("request.json");
      Files.writeString(file, body.replace("model-ms=0", "model-ms=" + LONG_MILLIS));
      var arguments = new ArrayList<String>();
      arguments.add(platform.stub().base() + "/v1/chat/completions");
      arguments.add(file.toString());
      arguments.add(Integer.toString(count));
      try (JavaProcess process =
          JavaProcess.start(
              BareWaiting.class,
              List.of("-Xmx" + HEAP_MEGABYTES + "m"),
              Map.of(),
              arguments,
              home.resolve("bare.log"))) {
        long idle = Memory.residentAfterCollection(process.pid());
        process.say('g');
        awaitWaiting(platform, count);
        long busy = Memory.residentAfterCollection(process.pid());
        effort.say("bare: %d MiB idle, %d MiB with all waiting".formatted(idle >> 20, busy >> 20));
        return (busy - idle) / (double) count;
      }
    }
  }

  private static void awaitWaiting(BenchPlatform platform, int count) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (platform.stub().waiting() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d requests wait after %s"
                .formatted(platform.stub().waiting(), count, PATIENCE));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
