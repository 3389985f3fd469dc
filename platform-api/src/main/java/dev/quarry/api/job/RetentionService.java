package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.core.job.JobState;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Deleting ended jobs at their user's wish. */
@Singleton
public final class RetentionService {
  private final RetentionStore store;
  private final JobService jobs;

  RetentionService(RetentionStore store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /**
   * Deletes a job with all its data.
   *
   * @throws ApiException when there is no such job or it has not ended
   */
  public void delete(UUID tenantId, UUID jobId) {
    JobState state = JobState.of(jobs.get(tenantId, jobId).state());
    if (!state.terminal()) {
      throw ApiException.of(
          ErrorCode.JOB_NOT_ENDED,
          "The job is %s; cancel it first, then delete it.".formatted(state.name()));
    }
    if (!store.delete(tenantId, jobId)) {
      throw ApiException.notFound("job", jobId.toString());
    }
  }
}
