package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.RawDispatch;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Interleaving;
import dev.quarry.bench.measure.Latencies;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.measure.Turn;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * B9. From the answer 202 to the first byte of the first model call, of jobs that come one by one
 * to an idle runner, against a commit, a record through a share group and a commit.
 */
final class DispatchLatency implements Benchmark {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private int tokens;

  @Override
  public String id() {
    return "B9";
  }

  @Override
  public String name() {
    return "dispatch-latency";
  }

  @Override
  public String about() {
    return "202 to first byte at the model, against commit + record + commit";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int count = effort.pick(200, 50);
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(8));
        var raw = new RawDispatch(platform.baseline())) {
      effort.say("warming up");
      raw.measure(count, PAUSE);
      jobs(platform, count);
      effort.say("%d dispatches a turn".formatted(count));
      List<Turn<Latencies, Latencies>> turns =
          Interleaving.run(
              effort.pairs(), () -> raw.measure(count, PAUSE), () -> jobs(platform, count));
      return List.of(figure(turns, 50, 2), figure(turns, 99, 3));
    }
  }

  private static Figure figure(List<Turn<Latencies, Latencies>> turns, int percent, double target) {
    return Figure.ratio(
        "B9.p" + percent,
        "202 to first model byte, p" + percent,
        Pairs.of(turns, l -> l.p(percent), l -> l.p(percent)),
        new Target.AtMost(target),
        "commit + produce–consume + commit");
  }

  private Latencies jobs(BenchPlatform platform, int count) throws Exception {
    Map<String, Long> acknowledged = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      tokens++;
      String token = "dispatch" + tokens;
      platform.jobs().submit(Assignment.least(token));
      acknowledged.put(token, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      platform.jobs().awaitAll(PATIENCE);
      Thread.sleep(PAUSE);
    }
    Map<String, Long> first = platform.stub().firstCalls();
    platform.stub().forget();
    var millis = new ArrayList<Double>();
    acknowledged.forEach(
        (token, at) ->
            millis.add(Math.max(0, (first.getOrDefault(token, Long.MAX_VALUE) - at) / 1e3)));
    return new Latencies(millis);
  }
}
