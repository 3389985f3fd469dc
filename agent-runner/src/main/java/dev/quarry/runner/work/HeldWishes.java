package dev.quarry.runner.work;

import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.trajectory.Step;
import dev.quarry.runner.engine.UserWishes;
import java.util.List;

/** What is wanted of a held rollout, for the engine to look at between steps. */
record HeldWishes(HeldRollout held, Rollouts rollouts) implements UserWishes {
  @Override
  public boolean pauseWanted() {
    return held.pauseWanted();
  }

  @Override
  public boolean giveWay() {
    return held.giveWayWanted();
  }

  @Override
  public List<Step.InputReceived> inputsAfter(int ordinal) {
    return held.takeUnread() ? rollouts.inputs(held.lease(), ordinal) : List.of();
  }
}
