package dev.quarry.runner.engine;

/** Time as the engine sees it. */
public interface WorkClock {
  /**
   * @return milliseconds that runners have worked on the rollout so far, over all leases
   */
  long workedMillis();

  /**
   * @return milliseconds of a clock that never goes back, for durations
   */
  long millis();
}
