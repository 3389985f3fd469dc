package dev.quarry.runner.work.sim;

import java.time.Duration;

/**
 * Something that goes wrong. All faults of a scenario are drawn before it starts, so that a failing
 * one can be tried again with fewer of them. A fault of a runner that is not there does nothing.
 */
sealed interface Fault {

  /** SIGKILL, and a new process later. */
  record Crash(int runner, Moment when, Duration down) implements Fault {
    @Override
    public String toString() {
      return "runner-%d is killed %s, back after %s".formatted(runner, when, Moment.seconds(down));
    }
  }

  /** SIGSTOP, and SIGCONT later: a long pause of the garbage collector, a suspended machine. */
  record Freeze(int runner, Moment when, Duration length) implements Fault {
    @Override
    public String toString() {
      return "runner-%d stands still %s, for %s".formatted(runner, when, Moment.seconds(length));
    }
  }

  /** SIGTERM, and a new process later. */
  record Drain(int runner, Moment when, Duration down) implements Fault {
    @Override
    public String toString() {
      return "runner-%d is drained %s, back after %s".formatted(runner, when, Moment.seconds(down));
    }
  }

  /** One call to the database goes wrong. */
  record BadCall(int runner, Port port, int nth, Ill ill, Duration by) implements Fault {
    @Override
    public String toString() {
      return "%s no. %d of runner-%d %s"
          .formatted(port, nth, runner, ill.words.formatted(Moment.seconds(by)));
    }
  }

  /** How a call goes wrong. */
  enum Ill {
    /** Its transaction begins, waits, and is committed late: its {@code now()} is an old one. */
    SLOW_COMMIT("is committed only after %s"),
    /** It is committed at once, but its answer takes its time. */
    SLOW_ANSWER("is answered only after %s"),
    FAILS("fails before its commit, after %s"),
    ANSWER_LOST("is committed but looks failed, after %s");

    private final String words;

    Ill(String words) {
      this.words = words;
    }
  }

  /** A runner does not reach the database. */
  record Partition(int runner, Duration at, Duration length) implements Fault {
    @Override
    public String toString() {
      return "runner-%d is cut off from the database at %s, for %s"
          .formatted(runner, Moment.seconds(at), Moment.seconds(length));
    }
  }

  /** Nobody reaches the database. */
  record Outage(Duration at, Duration length) implements Fault {
    @Override
    public String toString() {
      return "the database is away at %s, for %s"
          .formatted(Moment.seconds(at), Moment.seconds(length));
    }
  }

  /** What happens to permits that are sent in a time. */
  record BadPermits(Duration at, Duration length, PermitIll ill) implements Fault {
    @Override
    public String toString() {
      return "permits are %s at %s, for %s"
          .formatted(ill.words, Moment.seconds(at), Moment.seconds(length));
    }
  }

  /** How permits go wrong. */
  enum PermitIll {
    LOST("lost"),
    DUPLICATED("duplicated"),
    DELAYED("delayed");

    private final String words;

    PermitIll(String words) {
      this.words = words;
    }
  }
}
