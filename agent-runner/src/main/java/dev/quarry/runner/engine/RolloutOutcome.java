package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;

/** Where the engine left a rollout. */
public sealed interface RolloutOutcome {
  /**
   * @return all its steps
   */
  Trajectory trajectory();

  /** At its end: the last step is {@code ended}. */
  record Ended(Trajectory trajectory) implements RolloutOutcome {}

  /** Between two steps, because its user wants it paused. */
  record Paused(Trajectory trajectory) implements RolloutOutcome {}

  /** Between two steps, because others are to have its slot. */
  record GaveWay(Trajectory trajectory) implements RolloutOutcome {}

  /**
   * Before the search, until its user answers.
   *
   * @param request what the user is asked
   */
  record Awaiting(Trajectory trajectory, Step.InputRequested request) implements RolloutOutcome {}
}
