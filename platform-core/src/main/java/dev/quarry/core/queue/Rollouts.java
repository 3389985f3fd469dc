package dev.quarry.core.queue;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Trajectory;

/** What the holder of a lease reads and writes beside steps. */
public interface Rollouts {
  /**
   * Marks the job as running, if it was waiting.
   *
   * @return what was asked for
   */
  JobSpec begin(Lease lease);

  /**
   * @return all steps so far
   * @throws IllegalArgumentException when there is a gap
   */
  Trajectory steps(Lease lease);

  /**
   * Ends the rollout and, when it is the last one of its job, the job: all in one transaction,
   * fenced by the epoch of the lease.
   *
   * @throws LeaseLostException when the lease is somebody else's by now; nothing is changed then
   */
  void end(Lease lease, RolloutEnd end) throws LeaseLostException;
}
