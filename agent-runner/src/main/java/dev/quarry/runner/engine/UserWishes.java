package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.Step;
import java.util.List;

/** What is wanted of a rollout while it is worked on; looked at between steps. */
public interface UserWishes {
  /** Nothing. */
  UserWishes NONE =
      new UserWishes() {
        @Override
        public boolean pauseWanted() {
          return false;
        }

        @Override
        public boolean giveWay() {
          return false;
        }

        @Override
        public List<Step.InputReceived> inputsAfter(int ordinal) {
          return List.of();
        }
      };

  /**
   * @return whether the work is to stop at the next step, until it is resumed
   */
  boolean pauseWanted();

  /**
   * @return whether others are to have its slot from the next step on, so that it waits again
   */
  boolean giveWay();

  /**
   * @param ordinal number of the last message that was taken in, 0 before the first
   * @return later messages, in order
   */
  List<Step.InputReceived> inputsAfter(int ordinal);
}
