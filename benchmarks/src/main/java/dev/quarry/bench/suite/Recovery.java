package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Ledger;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.bench.stub.StubProcess;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.localstack.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * B7. One of two runners is killed in the middle of its rollouts; how long until the other one has
 * taken each of them, what is asked again, and what is lost.
 */
final class Recovery implements Benchmark {
  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final int JOBS = 8;
  private static final int ROUNDS = 24;
  private static final int MODEL_MILLIS = 250;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private int tokens;

  @Override
  public String id() {
    return "B7";
  }

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String about() {
    return "kill -9 to the next holder against the lease time; repeated calls, lost steps";
  }

  /**
   * One crash.
   *
   * @param gap the longest time of a rollout without a holder, in lease times
   * @param repeated model calls of one rollout that were made again, at most
   * @param wrong steps that are missing or there twice
   */
  private record Crash(double gap, int repeated, int wrong) {}

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    var crashes = new ArrayList<Crash>();
    try (BenchPlatform platform =
        BenchPlatform.start(effort.home(), Setup.slots(JOBS).lease(LEASE))) {
      platform.processes().startRunner("runner-0");
      for (int i = 0; i < effort.pairs(); i++) {
        String victim = "runner-" + i;
        platform.processes().startRunner("runner-" + (i + 1));
        crashes.add(crash(platform, victim));
        effort.say("crash %d: %s".formatted(i + 1, crashes.getLast()));
      }
    }
    Spread gaps = Spread.of(crashes.stream().map(Crash::gap).toList());
    int repeated = crashes.stream().mapToInt(Crash::repeated).max().orElseThrow();
    int wrong = crashes.stream().mapToInt(Crash::wrong).sum();
    return List.of(
        Figure.number("B7", "time without a holder ÷ lease time", gaps, new Target.AtMost(1.2)),
        Figure.number(
            "B7.repeated",
            "repeated model calls a rollout and crash, at most",
            Spread.one(repeated),
            new Target.AtMost(1)),
        Figure.number("B7.lost", "lost or doubled steps", Spread.one(wrong), new Target.AtMost(0)));
  }

  private Crash crash(BenchPlatform platform, String victim) throws Exception {
    Map<String, UUID> jobs = new HashMap<>();
    for (int i = 0; i < JOBS; i++) {
      tokens++;
      String token = "crash" + tokens;
      jobs.put(token, platform.jobs().submit(Assignment.of(token, ROUNDS, MODEL_MILLIS)));
    }
    while (platform.stub().waiting() < JOBS) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    // A few steps into the work, at no particular place.
    TimeUnit.MILLISECONDS.sleep(4L * MODEL_MILLIS + 37L * tokens % MODEL_MILLIS);
    List<UUID> held = held(platform.ledger(), victim);
    Instant killed = Instant.now();
    PlatformProcesses.kill(platform.processes().runner(victim));
    platform.jobs().awaitAll(PATIENCE);
    double longest = 0;
    int wrong = 0;
    for (UUID job : jobs.values()) {
      List<StepRecord> steps = platform.ledger().trajectory(job);
      wrong += wrong(steps);
      if (held.contains(job)) {
        Instant taken =
            steps.stream()
                .filter(s -> s.step() instanceof Step.Leased && s.at().isAfter(killed))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody took job " + job))
                .at();
        longest = Math.max(longest, Duration.between(killed, taken).toMillis());
      }
    }
    if (held.isEmpty()) {
      throw new IllegalStateException(victim + " held nothing");
    }
    int repeated = repeated(platform.stub(), jobs);
    platform.stub().forget();
    return new Crash(longest / LEASE.toMillis(), repeated, wrong);
  }

  private static List<UUID> held(Ledger ledger, String runner) throws Exception {
    return ledger.read(
        Role.SCHEDULER,
        "select job_id from rollout where lease_owner = ? and state = 'RUNNING'",
        rows -> {
          var jobs = new ArrayList<UUID>();
          while (rows.next()) {
            jobs.add(rows.getObject(1, UUID.class));
          }
          return jobs;
        },
        runner);
  }

  /** Numbers without gaps, each round once, each search once, one end. */
  private static int wrong(List<StepRecord> steps) {
    int wrong = 0;
    for (int i = 0; i < steps.size(); i++) {
      wrong += steps.get(i).seq() == i + 1 ? 0 : 1;
    }
    wrong += Math.abs(count(steps, Step.Replied.class) - ROUNDS);
    wrong += Math.abs(count(steps, Step.ToolReturned.class) - (ROUNDS - 1));
    return wrong + Math.abs(count(steps, Step.Ended.class) - 1);
  }

  private static int count(List<StepRecord> steps, Class<? extends Step> kind) {
    return (int) steps.stream().filter(s -> kind.isInstance(s.step())).count();
  }

  private static int repeated(StubProcess stub, Map<String, UUID> jobs) throws Exception {
    Map<String, Integer> again = new HashMap<>();
    stub.seen().stream()
        .filter(seen -> jobs.containsKey(seen.token()))
        .forEach(seen -> again.merge(seen.token(), seen.count() - 1, Integer::sum));
    return again.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
