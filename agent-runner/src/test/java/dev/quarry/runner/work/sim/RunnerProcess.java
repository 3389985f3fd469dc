package dev.quarry.runner.work.sim;

/** The production parts of a runner, put together inside a simulated process. */
public interface RunnerProcess {
  /** Begins to work. */
  void start();

  /**
   * A permit has come.
   *
   * @throws dev.quarry.core.tenancy.StorageException when the claim could not be tried
   */
  void permit();

  /** A record has come on the control topic. */
  void control(String record);

  /**
   * SIGTERM.
   *
   * @return whether all work stopped in time
   */
  boolean drain();

  /**
   * @return rollouts that it works on
   */
  int busy();
}
