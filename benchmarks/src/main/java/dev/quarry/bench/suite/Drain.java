package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.bench.stub.StubProcess;
import dev.quarry.localstack.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * B8. A runner is asked to stop (SIGTERM) while all its rollouts wait for the model; how long until
 * it holds no lease any more.
 */
final class Drain implements Benchmark {
  private static final int JOBS = 8;
  private static final int ROUNDS = 3;
  private static final int STEP_MILLIS = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private int tokens;

  @Override
  public String id() {
    return "B8";
  }

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String about() {
    return "SIGTERM to the last lease handed back against the longest step; attempts burned";
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    var drains = new ArrayList<Double>();
    double burned;
    double repeated;
    try (BenchPlatform platform = BenchPlatform.start(effort.home(), Setup.slots(JOBS))) {
      for (int i = 0; i < effort.pairs(); i++) {
        String runner = "runner-" + i;
        platform.processes().startRunner(runner);
        drains.add(drain(platform, runner) / STEP_MILLIS);
        effort.say("drain %d: %.2f steps".formatted(i + 1, drains.getLast()));
      }
      platform.processes().startRunner("last");
      platform.jobs().awaitAll(PATIENCE);
      burned = platform.ledger().number(Role.SCHEDULER, "select sum(attempts) from rollout");
      repeated =
          platform.stub().seen().stream().mapToInt(StubProcess.Seen::count).sum()
              - (double) tokens * ROUNDS;
    }
    return List.of(
        Figure.number("B8", "drain ÷ longest step", Spread.of(drains), new Target.AtMost(1.1)),
        Figure.number("B8.attempts", "attempts burned", Spread.one(burned), new Target.AtMost(0)),
        Figure.number(
            "B8.repeated",
            "model calls made again, a drained rollout",
            Spread.one(repeated / (JOBS * drains.size())),
            new Target.None()));
  }

  private double drain(BenchPlatform platform, String runner) throws Exception {
    for (int i = (int) platform.ledger().open(); i < JOBS; i++) {
      tokens++;
      platform.jobs().submit(Assignment.of("drain" + tokens, ROUNDS, STEP_MILLIS));
    }
    while (platform.stub().waiting() < JOBS) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    long begin = System.nanoTime();
    platform.processes().runner(runner).destroy();
    while (leases(platform, runner) > 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    platform.processes().runner(runner).waitFor();
    return millis;
  }

  private static long leases(BenchPlatform platform, String runner) throws Exception {
    return platform
        .ledger()
        .number(
            Role.SCHEDULER,
            "select count(*) from rollout where lease_owner = ? and state = 'RUNNING'",
            runner);
  }
}
