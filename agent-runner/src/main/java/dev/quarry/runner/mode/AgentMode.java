package dev.quarry.runner.mode;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Prompt;

/**
 * A research paradigm as a pure function over a trajectory. No I/O, no clock, no randomness: what
 * it needs is in the arguments, so that a prompt can be rebuilt at any time by anybody.
 */
public interface AgentMode {
  Mode id();

  /**
   * @param soFar all steps; when they hold a {@code limit-hit}, the forced-final prompt is due;
   *     when they end in rejected replies, the correction is part of the prompt
   * @return the workspace of the next model request
   */
  Prompt prompt(Brief brief, Trajectory soFar);

  /**
   * @param soFar all steps before the reply
   * @return what follows from the reply
   */
  Decision decide(Brief brief, Trajectory soFar, ModelReply reply);
}
