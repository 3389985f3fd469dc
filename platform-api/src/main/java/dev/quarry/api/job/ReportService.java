package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.job.JobState;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Showing what a job came to. */
@Singleton
public final class ReportService {
  private final TenantSession sessions;
  private final JobStore store;
  private final JobService jobs;

  ReportService(TenantSession sessions, JobStore store, JobService jobs) {
    this.sessions = sessions;
    this.store = store;
    this.jobs = jobs;
  }

  /**
   * @throws ApiException when the job has not ended, or ended without a report
   */
  public ReportView get(UUID tenantId, UUID jobId) {
    JobView job = jobs.get(tenantId, jobId);
    if (!JobState.of(job.state()).terminal()) {
      throw ApiException.of(
          ErrorCode.REPORT_NOT_READY,
          "The job is %s; its report comes when it has ended.".formatted(job.state()));
    }
    Optional<String> report = sessions.call(tenantId, () -> store.report(tenantId, jobId));
    return report
        .map(json -> ReportView.of(job, SpecJson.report(json)))
        .orElseThrow(() -> ApiException.of(ErrorCode.NO_REPORT, why(job)));
  }

  private static String why(JobView job) {
    if (job.failure() != null) {
      return "The job ended as %s (%s): %s"
          .formatted(job.state(), job.failure().code(), job.failure().message());
    }
    return "The job ended as %s (%s).".formatted(job.state(), job.termination());
  }
}
