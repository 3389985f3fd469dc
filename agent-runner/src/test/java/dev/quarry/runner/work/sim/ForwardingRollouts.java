package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;
import java.util.List;

/** To plant something into one of its operations. */
class ForwardingRollouts implements Rollouts {
  private final Rollouts real;

  ForwardingRollouts(Rollouts real) {
    this.real = real;
  }

  @Override
  public Begun begin(Lease lease) {
    Begun begun = real.begin(lease);
    return new Begun(begun.spec(), seen(lease, begun.steps()));
  }

  @Override
  public Trajectory steps(Lease lease) {
    return seen(lease, real.steps(lease));
  }

  /** What is seen of the steps that are there: all, unless a bug says otherwise. */
  Trajectory seen(Lease lease, Trajectory there) {
    return there;
  }

  @Override
  public List<Step.InputReceived> inputs(Lease lease, int after) {
    return real.inputs(lease, after);
  }

  @Override
  public Parked pause(Lease lease) throws LeaseLostException {
    return real.pause(lease);
  }

  @Override
  public Parked await(Lease lease, Step.InputRequested request) throws LeaseLostException {
    return real.await(lease, request);
  }

  @Override
  public void account(Lease lease, RolloutUse use) throws LeaseLostException {
    real.account(lease, use);
  }

  @Override
  public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
    real.end(lease, end);
  }
}
