package dev.quarry.runner.engine;

/** Told what is going on right now; nothing depends on it. */
@FunctionalInterface
public interface EngineListener {
  /**
   * @param round number of the round, from 1
   * @param note one line for a person
   */
  void progress(int round, String note);
}
