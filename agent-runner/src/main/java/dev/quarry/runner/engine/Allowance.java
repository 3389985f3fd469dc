package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Usage;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What the tenant and the project of a rollout leave to it. Asked before each model call. */
public interface Allowance {
  /** Nobody has set a limit. */
  Allowance UNLIMITED =
      new Allowance() {
        @Override
        public Optional<Step.LimitHit> take(
            Usage soFar, long workedMillis, IntSupplier promptTokens) {
          return Optional.empty();
        }

        @Override
        public Optional<Step.LimitHit> takeLast(
            Usage soFar, long workedMillis, IntSupplier promptTokens) {
          return Optional.empty();
        }
      };

  /**
   * Before a call of the search. With it is reserved what the final answer takes.
   *
   * @param soFar what the steps of the rollout have used up
   * @param workedMillis time worked on it
   * @param promptTokens counts the prompt
   * @return the limit that leaves no room for this call and the final answer; what was reserved for
   *     the final answer before stays reserved then
   */
  Optional<Step.LimitHit> take(Usage soFar, long workedMillis, IntSupplier promptTokens)
      throws LeaseLostException;

  /**
   * Before a call for the final answer: out of what is reserved for it.
   *
   * @return the limit that leaves no room, where that was too little
   */
  Optional<Step.LimitHit> takeLast(Usage soFar, long workedMillis, IntSupplier promptTokens)
      throws LeaseLostException;
}
