package dev.quarry.core.queue;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;
import java.util.List;

/** What the holder of a lease reads and writes beside steps. */
public interface Rollouts {
  /**
   * What a rollout begins with, or goes on from.
   *
   * @param spec what was asked for
   * @param steps all steps so far
   */
  record Begun(JobSpec spec, Trajectory steps) {}

  /**
   * Marks the job as running, if it was waiting.
   *
   * @throws IllegalArgumentException when there is a gap in the steps
   */
  Begun begin(Lease lease);

  /**
   * @return all steps so far
   * @throws IllegalArgumentException when there is a gap
   */
  Trajectory steps(Lease lease);

  /**
   * @param after number of the last message that is known, 0 for all
   * @return later messages of the job's user, in order
   */
  List<Step.InputReceived> inputs(Lease lease, int after);

  /**
   * Takes the rollout off its slot because its user wants it to pause; once none of the job's
   * rollouts works or waits for a slot, the job is paused. All in one transaction, fenced by the
   * epoch of the lease.
   *
   * @throws LeaseLostException when the lease is somebody else's by now; nothing is changed then
   */
  Parked pause(Lease lease) throws LeaseLostException;

  /**
   * Takes the rollout off its slot until its user answers; the job tells what is asked. A pause
   * that is wanted is had by that. All in one transaction, fenced by the epoch of the lease.
   *
   * @return {@code DONE} or {@code CANCELLED}
   * @throws LeaseLostException when the lease is somebody else's by now; nothing is changed then
   */
  Parked await(Lease lease, Step.InputRequested request) throws LeaseLostException;

  /**
   * Writes down what the rollout has used up so far, before it leaves its slot without an end: it
   * may be ended while nobody holds it.
   *
   * @throws LeaseLostException when the lease is somebody else's by now; nothing is changed then
   */
  void account(Lease lease, RolloutUse use) throws LeaseLostException;

  /**
   * Ends the rollout and, when it is the last one of its job, the job: all in one transaction,
   * fenced by the epoch of the lease.
   *
   * @throws LeaseLostException when the lease is somebody else's by now; nothing is changed then
   */
  void end(Lease lease, RolloutEnd end) throws LeaseLostException;
}
