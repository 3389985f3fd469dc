package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.Step;
import java.util.List;

/** What the user of a rollout wants while it is worked on; looked at between steps. */
public interface UserWishes {
  /** Wants nothing. */
  UserWishes NONE =
      new UserWishes() {
        @Override
        public boolean pauseWanted() {
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
   * @param ordinal number of the last message that was taken in, 0 before the first
   * @return later messages, in order
   */
  List<Step.InputReceived> inputsAfter(int ordinal);
}
