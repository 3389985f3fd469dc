package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Scenario.RunnerPlan;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A machine on which one runner process after another lives. */
final class Host {
  /** After a disturbance a runner may first have to see a heartbeat work before it claims again. */
  private static final Duration RECOVERY = World.LEASE.dividedBy(3).plusSeconds(5);

  private final World world;
  private final RunnerPlan plan;
  private final RunnerParts.Factory factory;
  private final Dice dice;
  private final Map<Port, Integer> calls = new EnumMap<>(Port.class);
  private Scheduler.@Nullable Process process;
  private @Nullable RunnerProcess runner;
  private int incarnation;
  private int cuts;
  private boolean draining;
  private long ableFrom;
  private long thawedAt;

  Host(World world, RunnerPlan plan, RunnerParts.Factory factory) {
    this.world = world;
    this.plan = plan;
    this.factory = factory;
    this.dice = new Dice(world.scenario().seed(), "runner-" + plan.number());
  }

  int number() {
    return plan.number();
  }

  RunnerPlan plan() {
    return plan;
  }

  Dice dice() {
    return dice;
  }

  void boot() {
    incarnation++;
    draining = false;
    disturbed();
    String name = "runner-%d.%d".formatted(plan.number(), incarnation);
    Scheduler.Process mine = world.scheduler().process(name);
    process = mine;
    thawedAt = world.now();
    world.note(name + " starts");
    mine.start(
        name,
        () -> {
          RunnerProcess made = factory.make(parts(mine));
          runner = made;
          made.start();
        });
  }

  private RunnerParts parts(Scheduler.Process mine) {
    MemoryDatabase database = world.database();
    RunnerParts.Database real =
        world
            .planted()
            .inDatabase(
                new RunnerParts.Database(
                    database.claims(new ClaimStore.Holder(mine.name(), "sim"), World.LEASE),
                    database.leases(World.LEASE),
                    database.rollouts(),
                    database.steps()),
                database);
    Link link = new Link(world, this, mine, real);
    SimTime time = new SimTime(world, plan.clockRate(), dice);
    return new RunnerParts(
        world.planted().inRunner(new RunnerParts.Database(link, link, link, link)),
        new Bench(world, this, mine),
        world.planted().time(time),
        new RunnerParts.Limits(
            plan.slots(),
            World.LEASE,
            World.SWEEP,
            World.DRAIN,
            World.HAND_OVER_PAUSE,
            plan.journalBatch()),
        event -> world.acts().announced(event));
  }

  /**
   * Where the process and the world meet: the call is counted, and may be the moment of a fault.
   */
  Contact contact(Port port) {
    world.contact();
    int nth = calls.merge(port, 1, Integer::sum);
    suffer(port, nth, false);
    Optional<Fault.BadCall> bad =
        world.healed()
            ? Optional.empty()
            : world.scenario().faults().stream()
                .filter(Fault.BadCall.class::isInstance)
                .map(Fault.BadCall.class::cast)
                .filter(f -> f.runner() == number() && f.port() == port && f.nth() == nth)
                .findFirst();
    bad.ifPresent(
        f -> {
          disturbed(f.by());
          world.acts().troubled(process(), f.by());
        });
    return new Contact(port, nth, bad);
  }

  /**
   * A call.
   *
   * @param nth of its kind on this host, from 1
   */
  record Contact(Port port, int nth, Optional<Fault.BadCall> bad) {}

  /** The call has taken effect, its answer is not there yet. */
  void done(Contact contact) {
    suffer(contact.port(), contact.nth(), true);
  }

  private void suffer(Port port, int nth, boolean done) {
    Moment here = new Moment.OnCall(port, nth, done);
    for (Fault fault : world.scenario().faults()) {
      switch (fault) {
        case Fault.Crash f when f.runner() == number() && f.when().equals(here) -> suffer(f);
        case Fault.Freeze f when f.runner() == number() && f.when().equals(here) -> suffer(f);
        case Fault.Drain f when f.runner() == number() && f.when().equals(here) -> suffer(f);
        default -> {}
      }
    }
  }

  void suffer(Fault.Crash crash) {
    if (!world.healed()) {
      crash(crash.down());
    }
  }

  void crash(Duration down) {
    if (up()) {
      world.chronicle().count(Count.CRASHES);
      world.note(process().name() + " is killed");
      exit(down);
    }
  }

  private void exit(Duration down) {
    process().kill();
    runner = null;
    int gone = incarnation;
    world.after(
        down,
        () -> {
          if (incarnation == gone) {
            boot();
          }
        });
  }

  void suffer(Fault.Freeze freeze) {
    if (!world.healed() && up() && !process().frozen()) {
      world.chronicle().count(Count.FREEZES);
      world.note(process().name() + " stands still");
      Scheduler.Process frozen = process();
      frozen.freeze();
      world.after(freeze.length(), () -> thaw(frozen));
    }
  }

  private void thaw(Scheduler.Process frozen) {
    if (frozen.frozen() && !frozen.gone()) {
      world.note(frozen.name() + " goes on");
      thawedAt = world.now();
      world.acts().troubled(frozen, Duration.ZERO);
      disturbed();
      frozen.thaw();
    }
  }

  void suffer(Fault.Drain drain) {
    if (!world.healed()) {
      drain(drain.down());
    }
  }

  private void drain(Duration down) {
    RunnerProcess draining = runner;
    if (!up() || draining == null || this.draining) {
      return;
    }
    this.draining = true;
    world.chronicle().count(Count.DRAINS);
    Scheduler.Process mine = process();
    world.note(mine.name() + " is drained");
    mine.start(
        "drain",
        () -> {
          boolean inTime = draining.drain();
          world.note("%s ends%s".formatted(mine.name(), inTime ? "" : ", not in time"));
          if (inTime) {
            world.chronicle().count(Count.CLEAN_DRAINS);
            world.acts().drained(mine);
          }
          exit(down);
        });
  }

  /** At the end of the world: whoever is there ends in good order. */
  void finish() {
    drain(Duration.ofDays(1));
  }

  void cutOff() {
    if (!world.healed()) {
      cuts++;
      world.note("runner-%d is cut off".formatted(number()));
      disturbed();
    }
  }

  void joined() {
    cuts = Math.max(0, cuts - 1);
    disturbed();
  }

  void heal() {
    cuts = 0;
    disturbed();
    if (up()) {
      thaw(process());
    } else {
      boot();
    }
  }

  /** The control topic. */
  void told(String record) {
    RunnerProcess told = runner;
    if (up() && told != null) {
      process().start("control", () -> told.control(record));
    }
  }

  boolean reachesDatabase() {
    return cuts == 0 && !world.outage();
  }

  boolean up() {
    return process != null && !process.gone();
  }

  /**
   * @return whether it would take a permit
   */
  boolean listens() {
    return up() && runner != null && !process().frozen() && !draining;
  }

  /** What the catalogue does every ten seconds. */
  void tellOfSlots() {
    if (listens() && reachesDatabase()) {
      world.tables().runner(process().name(), plan.slots(), world.instant());
    }
  }

  void permit(Runnable accepted, Runnable released) {
    RunnerProcess taker = Objects.requireNonNull(runner);
    process()
        .start(
            "permit",
            () -> {
              try {
                taker.permit();
                accepted.run();
              } catch (StorageException e) {
                released.run();
              }
            });
  }

  Scheduler.Process process() {
    return Objects.requireNonNull(process);
  }

  /** Something has kept it from claiming until now. */
  void disturbed() {
    disturbed(Duration.ZERO);
  }

  /** Something keeps it from claiming for a while. */
  void disturbed(Duration length) {
    ableFrom = Math.max(ableFrom, world.now() + length.plus(RECOVERY).toNanos());
  }

  /**
   * @return since when it could claim, if only it had a free slot; in the future while it cannot
   */
  long ableFrom() {
    return listens() && reachesDatabase() ? ableFrom : Long.MAX_VALUE;
  }

  boolean slotFree() {
    return runner != null && runner.busy() < plan.slots();
  }

  long thawedAt() {
    return thawedAt;
  }

  /**
   * @return what its own clock counts for a time
   */
  long local(long nanos) {
    return (long) (nanos * plan.clockRate());
  }
}
