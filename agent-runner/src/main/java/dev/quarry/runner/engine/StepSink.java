package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import java.util.List;

/** Where the engine's steps go: the journal, bound to a lease. */
@FunctionalInterface
public interface StepSink {
  /**
   * Appends a step and returns when it is durable.
   *
   * @param seq where it belongs
   * @param pages that the step names; durable with it
   * @throws LeaseLostException when somebody else holds the rollout now
   * @throws InterruptedException when interrupted
   */
  StepRecord append(long seq, Step step, List<PageText> pages)
      throws LeaseLostException, InterruptedException;

  /** The same for a step that names no new page. */
  default StepRecord append(long seq, Step step) throws LeaseLostException, InterruptedException {
    return append(seq, step, List.of());
  }

  /**
   * Asked right before anything with an effect outside: a process that stood still for a while goes
   * on without knowing what has become of its lease.
   *
   * @throws LeaseLostException when the lease may have expired
   */
  default void requireLease() throws LeaseLostException {}
}
