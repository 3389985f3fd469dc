package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.Sharing;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.core.testing.MemoryTables;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import dev.quarry.runner.work.sim.Scenario.TenantPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** What is around the runners, and what happens to them. */
final class World {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final VirtualTime PRICE =
      new VirtualTime(
          VirtualTime.STANDARD.ahead(),
          VirtualTime.STANDARD.perSlotSecond(),
          VirtualTime.STANDARD.perToken(),
          new Sharing(20, Duration.ofSeconds(5), Duration.ofSeconds(40), 4));
  static final Duration SWEEP = Duration.ofSeconds(5);
  static final Duration DRAIN = Duration.ofSeconds(60);
  static final Duration HAND_OVER_PAUSE = Duration.ofSeconds(15);

  /** From here on nothing goes wrong any more, so that everything can come to its end. */
  private static final Duration HEALED_AT = Duration.ofSeconds(210);

  /** Longer than any scenario needs from then on, on one slot and with three lost attempts. */
  private static final Duration ALL_ENDED_BY = Duration.ofHours(3);

  /** Time for processes that stood still to come back and find out. */
  private static final Duration AFTERMATH = Duration.ofSeconds(45);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Instant BEGINNING = Instant.parse("2026-11-22T00:00:00Z");

  private final Scenario scenario;
  private final List<StoredStep> given;
  private final Planted planted;
  private final Chronicle chronicle = new Chronicle();
  private final Scheduler scheduler;
  private final MemoryDatabase database = new MemoryDatabase(PRICE, this::statementTime);
  private final Map<UUID, JobPlan> plans = new HashMap<>();
  private final Map<Integer, UUID> tenantIds = new HashMap<>();
  private final List<Host> hosts = new ArrayList<>();
  private final Dice ids;
  private final CommitChecks commits;
  private final Acts acts;
  private final Turns turns;
  private final Permits permits;
  private final Api api;
  private final Idleness idleness;
  private Instant statementTime = BEGINNING;
  private int samples;
  private boolean outage;
  private boolean healed;
  private boolean closing;
  private boolean judged;
  private boolean over;

  /** Thrown at whatever touches a world that is over. */
  static final class WorldIsOver extends Error {
    private static final long serialVersionUID = 1L;

    WorldIsOver() {
      super("the world is over", null, false, false);
    }
  }

  /**
   * @param given steps that each rollout has from before
   */
  World(Scenario scenario, List<StoredStep> given, Planted planted, RunnerParts.Factory factory) {
    this.scenario = scenario;
    this.given = List.copyOf(given);
    this.planted = planted;
    this.scheduler = new Scheduler(new Dice(scenario.seed(), "scheduler"));
    this.ids = new Dice(scenario.seed(), "ids");
    this.commits = new CommitChecks(this);
    this.acts = new Acts(this);
    this.turns = new Turns(this);
    this.permits = new Permits(this);
    this.idleness = new Idleness(this);
    this.api = new Api(this);
    for (TenantPlan plan : scenario.tenants()) {
      UUID id = id();
      tenantIds.put(plan.number(), id);
      MemoryTables.Tenant tenant = database.tables().tenant(id);
      tenant.weight = plan.weight();
      tenant.maxRunning = plan.maxRunning();
    }
    scenario.runners().forEach(plan -> hosts.add(new Host(this, plan, factory)));
  }

  /** Plays the whole history. */
  void play() {
    scenario.jobs().forEach(job -> after(job.submitted(), () -> api.submit(job)));
    scenario.wishes().forEach(wish -> after(wish.at(), () -> api.grant(wish)));
    scenario.faults().forEach(this::arrange);
    hosts.forEach(Host::boot);
    permits.relay();
    after(HEALED_AT, this::heal);
    after(TICK, this::tick);
    scheduler.run(HEALED_AT.plus(ALL_ENDED_BY).toNanos());
    if (!judged && chronicle.violation().isEmpty()) {
      violated(Invariant.ALL_END, "open: " + new EndChecks(this).open());
    }
    over = true;
    scheduler.unwind();
  }

  private void arrange(Fault fault) {
    switch (fault) {
      case Fault.Crash f when f.when() instanceof Moment.At(Duration at) ->
          after(at, () -> host(f.runner(), h -> h.suffer(f)));
      case Fault.Freeze f when f.when() instanceof Moment.At(Duration at) ->
          after(at, () -> host(f.runner(), h -> h.suffer(f)));
      case Fault.Drain f when f.when() instanceof Moment.At(Duration at) ->
          after(at, () -> host(f.runner(), h -> h.suffer(f)));
      case Fault.Crash f -> {}
      case Fault.Freeze f -> {}
      case Fault.Drain f -> {}
      case Fault.BadCall f -> {}
      case Fault.Partition f -> {
        after(f.at(), () -> host(f.runner(), Host::cutOff));
        after(f.at().plus(f.length()), () -> host(f.runner(), Host::joined));
      }
      case Fault.Outage f -> {
        after(f.at(), () -> outage(true));
        after(f.at().plus(f.length()), () -> outage(false));
      }
      case Fault.BadPermits f -> permits.arrange(f);
    }
  }

  private void host(int number, Consumer<Host> what) {
    hosts.stream().filter(h -> h.number() == number).findFirst().ifPresent(what);
  }

  private void outage(boolean begins) {
    outage = begins && !healed;
    note(outage ? "the database is away" : "the database is there");
    hosts.forEach(Host::disturbed);
  }

  private void heal() {
    if (healed) {
      return;
    }
    note("nothing goes wrong any more");
    healed = true;
    outage = false;
    hosts.forEach(Host::heal);
  }

  private void tick() {
    if (closing) {
      return;
    }
    hosts.forEach(Host::tellOfSlots);
    idleness.look();
    acts.look();
    api.look();
    boolean allCame = plans.size() == scenario.jobs().size();
    boolean allEnded =
        database.tables().jobs.values().stream().allMatch(job -> job.endedAt != null);
    if (allCame && allEnded) {
      closing = true;
      heal();
      after(AFTERMATH, this::close);
    } else {
      after(TICK, this::tick);
    }
  }

  private void close() {
    permits.checkDrained();
    hosts.forEach(Host::finish);
    after(DRAIN.plus(AFTERMATH), this::judge);
  }

  private void judge() {
    judged = true;
    new EndChecks(this).check();
    scheduler.stop();
  }

  // What the parts of the world ask of it.

  void contact() {
    if (over) {
      throw new WorldIsOver();
    }
  }

  void after(Duration delay, Runnable action) {
    if (!over) {
      scheduler.after(delay, action);
    }
  }

  long now() {
    return scheduler.now();
  }

  Instant instant() {
    return BEGINNING.plusNanos(scheduler.now());
  }

  private Instant statementTime() {
    return statementTime;
  }

  /** The next transaction began then. */
  void statementBegan(Instant at) {
    statementTime = at;
  }

  Instant statementBegan() {
    return statementTime;
  }

  void note(String line) {
    chronicle.note(scheduler.now(), line);
  }

  void violated(Invariant invariant, String detail) {
    if (over || planted.besides().contains(invariant)) {
      return;
    }
    if (chronicle.violation().isEmpty()) {
      note("BROKEN " + invariant + ": " + detail);
    }
    chronicle.violated(invariant, detail);
    scheduler.stop();
  }

  /** A number that no other reply or result has. */
  int nextSample() {
    return ++samples;
  }

  UUID id() {
    return new UUID(ids.bits(), ids.bits());
  }

  void planned(UUID jobId, JobPlan plan) {
    plans.put(jobId, plan);
  }

  JobPlan plan(UUID jobId) {
    return Objects.requireNonNull(plans.get(jobId));
  }

  UUID tenantId(int number) {
    return Objects.requireNonNull(tenantIds.get(number));
  }

  /**
   * @return a rollout as people call it
   */
  String name(UUID rolloutId) {
    MemoryTables.Rollout rollout = database.tables().rollouts.get(rolloutId);
    return rollout == null
        ? rolloutId.toString()
        : "job-%d/%d".formatted(plan(rollout.job.id).number(), rollout.ordinal);
  }

  boolean outage() {
    return outage;
  }

  boolean healed() {
    return healed;
  }

  boolean closing() {
    return closing;
  }

  List<StoredStep> given() {
    return given;
  }

  Scenario scenario() {
    return scenario;
  }

  Planted planted() {
    return planted;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  MemoryDatabase database() {
    return database;
  }

  MemoryTables tables() {
    return database.tables();
  }

  List<Host> hosts() {
    return hosts;
  }

  CommitChecks commits() {
    return commits;
  }

  Acts acts() {
    return acts;
  }

  Turns turns() {
    return turns;
  }

  Permits permits() {
    return permits;
  }
}
