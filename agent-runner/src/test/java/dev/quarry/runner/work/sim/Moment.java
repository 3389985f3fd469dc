package dev.quarry.runner.work.sim;

import java.time.Duration;

/** When something happens to a runner. */
sealed interface Moment {
  /** At a time since the start. */
  record At(Duration time) implements Moment {
    @Override
    public String toString() {
      return "at " + seconds(time);
    }
  }

  /**
   * At one of its calls, counted over its restarts.
   *
   * @param nth from 1
   * @param done after it has taken effect and before its answer is there; otherwise before it is
   *     sent
   */
  record OnCall(Port port, int nth, boolean done) implements Moment {
    @Override
    public String toString() {
      return "at its %s no. %d, %s"
          .formatted(port, nth, done ? "done but not answered" : "about to be sent");
    }
  }

  static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
