package dev.quarry.runner.work.sim;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.work.sim.Scenario.Form;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import dev.quarry.runner.work.sim.Scenario.RunnerPlan;
import dev.quarry.runner.work.sim.Scenario.TenantPlan;
import dev.quarry.runner.work.sim.Script.Call;
import dev.quarry.runner.work.sim.Script.Trouble;
import dev.quarry.runner.work.sim.Script.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Draws scenarios. */
final class Scenarios {
  /** Faults begin within this time. */
  private static final int FAULTS_WITHIN_MILLIS = 150_000;

  private static final List<Port> DATABASE =
      List.of(
          Port.CLAIM,
          Port.HEARTBEAT,
          Port.HAND_BACK,
          Port.BEGIN,
          Port.STEPS,
          Port.INPUTS,
          Port.PAUSE,
          Port.AWAIT,
          Port.END,
          Port.JOURNAL,
          Port.JOURNAL,
          Port.JOURNAL);

  private final long seed;
  private final Dice dice;
  private int runners;
  private int tenants;
  private int jobs;

  private Scenarios(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed, "scenario");
  }

  static Scenario of(long seed) {
    return new Scenarios(seed).draw();
  }

  private Scenario draw() {
    runners = dice.between(2, 4);
    tenants = dice.between(1, 3);
    jobs = dice.between(1, 12);
    return new Scenario(
        seed,
        many(runners, this::runner),
        many(tenants, this::tenant),
        many(jobs, this::job),
        faults(),
        wishes());
  }

  @FunctionalInterface
  private interface Maker<T> {
    T make(int number);
  }

  private static <T> List<T> many(int count, Maker<T> maker) {
    var all = new ArrayList<T>();
    for (int number = 1; number <= count; number++) {
      all.add(maker.make(number));
    }
    return all;
  }

  private RunnerPlan runner(int number) {
    return new RunnerPlan(
        number,
        dice.between(1, 4),
        dice.oneIn(2) ? 1 : dice.share(0.95, 1.05),
        dice.oneIn(3) ? dice.between(1, 3) : 256);
  }

  private TenantPlan tenant(int number) {
    return new TenantPlan(
        number, dice.oneOf(1.0, 1.0, 2.0, 0.5), dice.oneIn(3) ? dice.between(1, 3) : 64);
  }

  private JobPlan job(int number) {
    boolean asks = dice.oneIn(6);
    Form form =
        new Form(
            dice.oneOf(Mode.values()),
            dice.oneOf(Protocol.values()),
            !asks && dice.oneIn(6) ? dice.between(2, 3) : 1,
            asks && dice.oneIn(2),
            asks && dice.oneIn(2));
    Trouble trouble =
        dice.oneIn(25) ? Trouble.POISON : dice.oneIn(25) ? Trouble.MODEL_FAILS : Trouble.NONE;
    return new JobPlan(
        number,
        dice.between(1, tenants),
        form,
        dice.oneIn(4) ? 5 : 0,
        dice.millis(0, dice.oneIn(2) ? 2_000 : 60_000),
        new Script(
            many(dice.between(1, 4), turn -> turn(turn, form)),
            dice.oneIn(12) ? 2 : Script.ENOUGH,
            trouble));
  }

  private Turn turn(int number, Form form) {
    boolean idles = form.mode() == Mode.ITER_RESEARCH || number <= 2;
    return new Turn(
        idles && dice.oneIn(5) ? 1 : 0,
        many(
            dice.between(1, 4),
            call ->
                dice.oneOf(
                    Call.LOOK,
                    Call.LOOK,
                    Call.LOOK,
                    Call.PUT,
                    Call.PUT,
                    Call.SEND,
                    Call.SEND,
                    dice.oneOf(Call.FLY, Call.BROKEN, Call.LOOK, Call.SEND))));
  }

  private List<Fault> faults() {
    var faults = new ArrayList<Fault>();
    for (int left = dice.between(0, 14); left > 0; left--) {
      faults.add(fault());
    }
    return faults;
  }

  private Fault fault() {
    int runner = dice.between(1, runners);
    return switch (dice.below(15)) {
      case 0, 1, 2 -> new Fault.Crash(runner, moment(), dice.millis(500, 60_000));
      case 3, 4 -> new Fault.Freeze(runner, moment(), pause());
      case 5 -> new Fault.Drain(runner, moment(), dice.millis(500, 30_000));
      // Between a claim and the first write the number of the next step is not known yet, and an
      // end has a fence of its own.
      case 14 ->
          new Fault.Freeze(
              runner,
              onCall(dice.oneOf(Port.BEGIN, Port.STEPS, Port.END)),
              dice.millis(31_000, 80_000));
      case 6 -> new Fault.Partition(runner, time(), pause());
      case 7 ->
          dice.oneIn(2)
              ? new Fault.Outage(time(), dice.millis(500, 50_000))
              : new Fault.BadPermits(
                  time(), dice.millis(5_000, 60_000), dice.oneOf(Fault.PermitIll.values()));
      default -> badCall(runner);
    };
  }

  private Fault badCall(int runner) {
    Port port = DATABASE.get(dice.below(DATABASE.size()));
    return new Fault.BadCall(
        runner,
        port,
        nth(port),
        dice.oneOf(Fault.Ill.values()),
        dice.oneIn(2) ? pause() : dice.millis(10, 5_000));
  }

  /** Often longer than a lease. */
  private Duration pause() {
    return dice.oneIn(3) ? dice.millis(1_000, 25_000) : dice.millis(25_000, 80_000);
  }

  private Duration time() {
    return dice.oneIn(2)
        ? dice.millis(0, FAULTS_WITHIN_MILLIS / 3)
        : dice.millis(0, FAULTS_WITHIN_MILLIS);
  }

  /** Early ones are made in every run, and some kinds are rare. */
  private int nth(Port port) {
    boolean rare =
        switch (port) {
          case HAND_BACK, BEGIN, PAUSE, AWAIT, ACCOUNT, END -> true;
          case CLAIM, HEARTBEAT, STEPS, INPUTS, JOURNAL, MODEL, TOOL -> false;
        };
    return dice.oneIn(2) ? dice.between(1, 3) : dice.between(1, rare ? 8 : 30);
  }

  private Moment moment() {
    return dice.oneIn(2) ? new Moment.At(time()) : onCall(dice.oneOf(Port.values()));
  }

  private Moment onCall(Port port) {
    return new Moment.OnCall(port, nth(port), dice.oneIn(2));
  }

  private List<Wish> wishes() {
    var wishes = new ArrayList<Wish>();
    for (int job = 1; job <= jobs; job++) {
      if (dice.oneIn(5)) {
        wishes.add(new Wish.Cancel(job, dice.millis(0, 70_000), dice.oneIn(2)));
      }
      if (dice.oneIn(5)) {
        Duration length = dice.oneIn(3) ? dice.millis(10, 1_000) : dice.millis(1_000, 60_000);
        wishes.add(new Wish.Pause(job, dice.millis(0, 60_000), dice.oneIn(2), length));
      }
      for (int messages = dice.oneIn(4) ? dice.between(1, 3) : 0; messages > 0; messages--) {
        wishes.add(new Wish.Steer(job, dice.millis(0, 60_000), dice.oneIn(2)));
      }
    }
    return wishes;
  }
}
