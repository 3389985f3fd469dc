package dev.quarry.bench.suite;

import dev.quarry.bench.baseline.RawDispatch;
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
import dev.quarry.core.trajectory.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

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
    int count = effort.pick(150, 50);
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(8));
        var raw = new RawDispatch(platform.baseline())) {
      effort.say("warming up");
      raw.measure(count, PAUSE);
      jobs(platform, count);
      effort.say("%d dispatches a turn".formatted(count));
      List<Turn<Latencies, Dispatched>> turns =
          Interleaving.run(
              effort.pairs(), () -> raw.measure(count, PAUSE), () -> jobs(platform, count));
      return List.of(figure(turns, 50, 2), figure(turns, 99, 3));
    }
  }

  /**
   * Dispatched jobs: the whole way and its three parts.
   *
   * @param claim from the answer to the begin of the transaction that claims
   * @param opening from there to the begin of the one that writes the first step of the work
   * @param model from there to the model
   */
  private record Dispatched(Latencies whole, Latencies claim, Latencies opening, Latencies model) {}

  private static Figure figure(
      List<Turn<Latencies, Dispatched>> turns, int percent, double target) {
    return Figure.ratio(
            "B9.p" + percent,
            "202 to first model byte, p" + percent,
            Pairs.of(turns, l -> l.p(percent), d -> d.whole().p(percent)),
            new Target.AtMost(target),
            "commit + produce–consume + commit")
        .with("ms to the claim", part(turns, percent, Dispatched::claim))
        .with("ms to the first step", part(turns, percent, Dispatched::opening))
        .with("ms to the model", part(turns, percent, Dispatched::model));
  }

  private static double part(
      List<Turn<Latencies, Dispatched>> turns,
      int percent,
      Function<Dispatched, Latencies> latencies) {
    return Spread.of(
            turns.stream().map(turn -> latencies.apply(turn.measured()).p(percent)).toList())
        .median();
  }

  /** A job on its way: which one, and when its answer came, in microseconds since the epoch. */
  private record Sent(UUID job, String token, long acknowledged) {}

  private Dispatched jobs(BenchPlatform platform, int count) throws Exception {
    var sent = new ArrayList<Sent>();
    for (int i = 0; i < count; i++) {
      tokens++;
      String token = "dispatch" + tokens;
      UUID job = platform.jobs().submit(Assignment.least(token));
      sent.add(new Sent(job, token, micros(Instant.now())));
      platform.jobs().awaitAll(PATIENCE);
      Thread.sleep(PAUSE);
    }
    Map<String, Long> first = platform.stub().firstCalls();
    platform.stub().forget();
    var whole = new ArrayList<Double>();
    var claim = new ArrayList<Double>();
    var opening = new ArrayList<Double>();
    var model = new ArrayList<Double>();
    for (Sent s : sent) {
      List<StepRecord> steps = platform.ledger().trajectory(s.job());
      long claimed = micros(steps.get(0).at());
      long opened = micros(steps.get(1).at());
      long asked = first.getOrDefault(s.token(), Long.MAX_VALUE);
      whole.add(millis(s.acknowledged(), asked));
      claim.add(millis(s.acknowledged(), claimed));
      opening.add(millis(claimed, opened));
      model.add(millis(opened, asked));
    }
    return new Dispatched(
        new Latencies(whole), new Latencies(claim), new Latencies(opening), new Latencies(model));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  /** The client may see its answer after the runner has seen the job. */
  private static double millis(long from, long to) {
    return Math.max(0, (to - from) / 1e3);
  }
}
