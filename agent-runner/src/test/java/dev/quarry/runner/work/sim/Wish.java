package dev.quarry.runner.work.sim;

import java.time.Duration;

/**
 * What the user of a job asks for while it is under way. What comes when it has ended, or is asked
 * for in a state that has no such thing, does nothing.
 */
sealed interface Wish {
  /** Number of the job. */
  int job();

  Duration at();

  /** Whether runners are told at once by the control topic; otherwise the heartbeat has to. */
  boolean announced();

  /** Its end. */
  record Cancel(int job, Duration at, boolean announced) implements Wish {
    @Override
    public String toString() {
      return "job-%d is cancelled at %s%s".formatted(job, Moment.seconds(at), quietly(announced));
    }
  }

  /** That it stops for a while. */
  record Pause(int job, Duration at, boolean announced, Duration length) implements Wish {
    @Override
    public String toString() {
      return "job-%d is paused at %s%s, for %s"
          .formatted(job, Moment.seconds(at), quietly(announced), Moment.seconds(length));
    }
  }

  /** That it takes a message in. */
  record Steer(int job, Duration at, boolean announced) implements Wish {
    @Override
    public String toString() {
      return "job-%d is sent a message at %s%s"
          .formatted(job, Moment.seconds(at), quietly(announced));
    }
  }

  private static String quietly(boolean announced) {
    return announced ? "" : " (runners are not told)";
  }
}
