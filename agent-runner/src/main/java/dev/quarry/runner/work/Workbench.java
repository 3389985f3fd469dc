package dev.quarry.runner.work;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.StepSink;
import java.util.List;

/** What a rollout is worked on with: modes, models, tools, stored pages. */
interface Workbench {
  /**
   * Fixes what the prompts of a new rollout depend on.
   *
   * @throws UnfitJobException when the job asks for something that is not here
   */
  Brief brief(JobSpec spec) throws UnfitJobException;

  /**
   * @param opened the steps so far, the brief among them
   * @param sink where steps go, bound to the lease
   * @throws UnfitJobException when the job asks for something that is not here
   * @throws InterruptedException when interrupted while waiting for it
   */
  RolloutEngine engine(Lease lease, JobSpec spec, Trajectory opened, StepSink sink)
      throws UnfitJobException, InterruptedException;

  /**
   * @param answer as the model wrote it
   * @param sources the pages that were read
   */
  Report report(Lease lease, String answer, List<SourceRef> sources);
}
