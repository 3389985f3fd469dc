package dev.quarry.faults.platform;

import dev.quarry.harness.Database;
import dev.quarry.harness.EventFollower;
import dev.quarry.harness.Invariants;
import dev.quarry.harness.agent.Arming;
import dev.quarry.harness.agent.FaultPoint;
import dev.quarry.runner.testing.ReplyScript;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One disturbance: what is done, which jobs ran meanwhile, what came of it. */
public final class Fault {
  /** A takeover at its latest: lease, sweep and a second. */
  public static final Duration MOST_UNOWNED = Platform.LEASE.plus(Platform.SWEEP).plusSeconds(1);

  private final Platform platform;
  private final String name;
  private final List<Evidence> must;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Instant begin = Instant.now();
  private final List<FaultJob> jobs = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final Map<String, Double> fencedBefore = new HashMap<>();
  private final Map<String, Integer> tries = new HashMap<>();
  private int kills;

  /** A job whose holder ended. */
  private record Loss(String job, Instant at) {}

  Fault(Platform platform, String name, List<Evidence> must)
      throws IOException, InterruptedException {
    this.platform = platform;
    this.name = name;
    this.must = must;
    for (RunnerProcess runner : platform.ready(0)) {
      fencedBefore.put(runner.id(), runner.fencedWrites());
    }
    platform.stalls().reset();
    System.out.printf("fault %s, seed %d%n", name, seed);
  }

  /** All chance of this fault; its seed is printed. */
  public Random random() {
    return random;
  }

  /** Asks a question with a script for its answers, and lets a client follow it. */
  public FaultJob ask(ReplyScript script) throws IOException, InterruptedException {
    return ask(script, Map.of());
  }

  /**
   * @param more fields of the request
   */
  public FaultJob ask(ReplyScript script, Map<String, Object> more)
      throws IOException, InterruptedException {
    String mark = platform.model().register(script);
    Map<String, Object> request = new HashMap<>(request(mark));
    request.putAll(more);
    return watch(platform.processes().ask(request), mark);
  }

  /** What is posted for a job. */
  public static Map<String, Object> request(String mark) {
    return Map.of("question", Model.question(mark), "toolsets", List.of("effects"));
  }

  /** Takes a job into account that was accepted otherwise. */
  public FaultJob watch(String id, String mark) throws IOException {
    EventFollower follower =
        EventFollower.of(
            platform.processes(), id, new Random(random.nextLong()), FaultJob.PATIENCE);
    var job = new FaultJob(platform, id, mark, follower);
    jobs.add(job);
    return job;
  }

  /**
   * Lets the process that comes by a point first end or freeze there.
   *
   * @param count which coming-by of a process, from 1
   */
  public Arming arm(FaultPoint point, int count, Arming.Action action) throws IOException {
    Arming arming = Arming.of(point.name(), count, action);
    arming.arm(platform.faultsFolder());
    return arming;
  }

  /**
   * Waits until it has happened; of a process that ends, until it is gone.
   *
   * @throws AssertionError when no process came by
   */
  public Arming.Fired await(Arming arming) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(FaultJob.PATIENCE);
    Optional<Arming.Fired> fired = arming.fired(platform.faultsFolder());
    while (fired.isEmpty()) {
      if (Instant.now().isAfter(deadline)) {
        Arming.disarm(platform.faultsFolder());
        throw new AssertionError("no process came by: " + arming);
      }
      TimeUnit.MILLISECONDS.sleep(5);
      fired = arming.fired(platform.faultsFolder());
    }
    if (arming.action() == Arming.Action.HALT) {
      // It is told just before: the process still has its port for a moment.
      ProcessHandle.of(fired.get().pid()).ifPresent(process -> process.onExit().join());
    }
    return fired.get();
  }

  /**
   * Waits for a runner's end at a point and starts another in its place.
   *
   * @param held the job that it held, which another one must take in time
   */
  public void awaitKill(Arming arming, FaultJob held) throws IOException, InterruptedException {
    Arming.Fired fired = awaitKill(arming);
    losses.add(new Loss(held.id(), Instant.ofEpochMilli(fired.atMillis())));
  }

  /** The same where it does not matter how soon that is. */
  public Arming.Fired awaitKill(Arming arming) throws IOException, InterruptedException {
    Arming.Fired fired = await(arming);
    kills++;
    platform.launchRunner();
    return fired;
  }

  /** Kills a runner that holds jobs, and starts another in its place. */
  public void kill(RunnerProcess runner, FaultJob... held)
      throws IOException, InterruptedException {
    Instant at = Instant.now();
    runner.app().kill();
    for (FaultJob job : held) {
      losses.add(new Loss(job.id(), at));
    }
    kills++;
    platform.launchRunner();
  }

  /**
   * A job has not changed its holder.
   *
   * @throws AssertionError when it has, unless the machine was so late that this alone may be why
   */
  public void mustHaveKeptItsHolder(FaultJob job) throws IOException, InterruptedException {
    mustHaveHadHolders(job, 1);
  }

  /**
   * A job has had so many holders, one after the other.
   *
   * @return how many more it had because the machine was late
   * @throws AssertionError when it has had others, unless the machine was so late that this alone
   *     may be why
   */
  public long mustHaveHadHolders(FaultJob job, int count) throws IOException, InterruptedException {
    long more = job.count("leased") - count;
    if (more != 0 && (more < 0 || !platform.stalls().mayCostALease(platform.kind().lease()))) {
      throw new AssertionError(
          "job %s had %d holders and not %d".formatted(job.id(), count + more, count));
    }
    return more;
  }

  /**
   * A job was found by a sweep at the latest.
   *
   * @throws AssertionError when that took more than a sweep and two seconds, and the stall
   */
  public void mustHaveStartedSoon(FaultJob job) throws IOException, InterruptedException {
    Duration waited = job.sinceTakenIn();
    Duration most = Platform.SWEEP.plusSeconds(2).plus(stall());
    if (waited.compareTo(most) > 0) {
      throw new AssertionError(
          "job %s waited for %s, at most %s is allowed".formatted(job.id(), waited, most));
    }
  }

  /** Ends what a failure has left behind. */
  void cancelAll() throws InterruptedException {
    for (FaultJob job : jobs) {
      job.cancel();
    }
    for (FaultJob job : jobs) {
      job.awaitEnd();
    }
  }

  /** By how much the machine was late at its worst since this fault began. */
  public Duration stall() {
    return platform.stalls().worst();
  }

  /** Tells that a process has ended that held no job. */
  public void killed() {
    kills++;
  }

  /** Tells that requests to the model fail on their way, each of which may cost one more try. */
  public void mayBeTriedAgain(FaultJob job, int times) {
    tries.put(job.id(), times);
  }

  /** Waits for the end of all jobs, then looks at everything. */
  void verify() throws IOException, InterruptedException, SQLException {
    for (FaultJob job : jobs) {
      job.awaitEnd();
    }
    long fenced = 0;
    for (RunnerProcess runner : platform.ready(1)) {
      fenced += Math.round(runner.fencedWrites() - fencedBefore.getOrDefault(runner.id(), 0.0));
    }
    try (Database database = platform.database()) {
      var invariants = new Invariants(database);
      invariants.everything(jobs.stream().map(FaultJob::id).toList());
      platform.effects().check(invariants);
      long takeovers = 0;
      long repeated = 0;
      for (FaultJob job : jobs) {
        takeovers += attempts(database, job);
        long interruptions = interruptions(job);
        repeated +=
            Math.max(
                0,
                invariants.modelIsNotAskedAgain(
                    job.id(), job.modelCalls(), interruptions + tries.getOrDefault(job.id(), 0)));
        invariants.clientSawEachStepOnce(job.id(), job.follower().await());
      }
      Duration stall = platform.stalls().worst();
      Duration unowned = Duration.ZERO;
      for (Loss loss : losses) {
        Duration time = invariants.isSoonHeldAgain(loss.job(), loss.at(), MOST_UNOWNED.plus(stall));
        unowned = unowned.compareTo(time) > 0 ? unowned : time;
      }
      platform
          .ledger()
          .add(
              new Ledger.Line(
                  name,
                  jobs.size(),
                  kills,
                  takeovers,
                  fenced,
                  repeated,
                  unowned,
                  stall,
                  Duration.between(begin, Instant.now())));
      never(Evidence.KILLS, kills, invariants);
      never(Evidence.TAKEOVERS, takeovers, invariants);
      never(Evidence.FENCED_WRITES, fenced, invariants);
      invariants.verify();
    }
  }

  /** Each lease but the last came to its end in the middle of something; with a cancel all did. */
  private static long interruptions(FaultJob job) throws IOException, InterruptedException {
    long leases = job.count("leased");
    boolean cancelled = job.awaitEnd().path("state").asText().equals("CANCELLED");
    return cancelled ? leases : Math.max(0, leases - 1);
  }

  private static long attempts(Database database, FaultJob job) throws SQLException {
    return database.number(
        "select coalesce(sum(attempts), 0) from rollout where job_id = ?",
        UUID.fromString(job.id()));
  }

  private void never(Evidence evidence, long seen, Invariants invariants) {
    if (must.contains(evidence) && seen == 0) {
      invariants.violated("never zero", "the fault caused no " + evidence);
    }
  }
}
