package dev.quarry.api.job;

import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.job.JobState;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Taking in, showing, listing and cancelling jobs. */
@Singleton
public final class JobService {
  private final TenantSession sessions;
  private final JobStore jobs;
  private final IntakeStore intake;
  private final SpecService specs;
  private final IdempotencySweep sweep;
  private final JobSignals signals;

  JobService(
      TenantSession sessions,
      JobStore jobs,
      IntakeStore intake,
      SpecService specs,
      IdempotencySweep sweep,
      JobSignals signals) {
    this.sessions = sessions;
    this.jobs = jobs;
    this.intake = intake;
    this.specs = specs;
    this.sweep = sweep;
    this.signals = signals;
  }

  /**
   * Takes a job in. The same key and body once more give the same job.
   *
   * @param key the client's idempotency key
   */
  public JobView submit(UUID tenantId, JobRequest request, Optional<String> key) {
    Optional<Idempotency> idempotency = key.map(k -> new Idempotency(k, request.hash()));
    Optional<Idempotency.Kept> kept = idempotency.flatMap(i -> intake.kept(tenantId, i.key()));
    UUID jobId = UUID.randomUUID();
    if (kept.isEmpty()) {
      kept = intake.take(tenantId, jobId, specs.resolve(tenantId, request), idempotency);
      idempotency.ifPresent(i -> sweep.used(tenantId));
      if (kept.isEmpty()) {
        signals.taken();
      }
    }
    return get(tenantId, kept.isEmpty() ? jobId : same(request, kept.get()));
  }

  private static UUID same(JobRequest request, Idempotency.Kept kept) {
    if (!kept.requestHash().equals(request.hash())) {
      throw ApiException.of(
          ErrorCode.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key was sent with another body before. Use a new key for a new request.");
    }
    return kept.jobId();
  }

  public JobView get(UUID tenantId, UUID jobId) {
    return sessions.call(
        tenantId,
        () -> {
          JobEntity row = jobs.findByIdOptional(jobId).orElseThrow(() -> missing(jobId));
          Map<UUID, JobUsage> usage = jobs.usage(tenantId, List.of(jobId));
          return JobView.of(row, usage.getOrDefault(jobId, JobUsage.NONE));
        });
  }

  public JobPage list(UUID tenantId, JobFilter filter) {
    return sessions.call(
        tenantId,
        () -> {
          List<JobEntity> rows = jobs.page(filter);
          boolean more = rows.size() > filter.limit();
          List<JobEntity> page = more ? rows.subList(0, filter.limit()) : rows;
          Map<UUID, JobUsage> usage =
              jobs.usage(tenantId, page.stream().map(row -> row.jobId).toList());
          JobEntity last = page.isEmpty() ? null : page.getLast();
          return new JobPage(
              page.stream()
                  .map(row -> JobView.of(row, usage.getOrDefault(row.jobId, JobUsage.NONE)))
                  .toList(),
              more && last != null ? new Cursor(last.createdAt, last.jobId).encode() : null);
        });
  }

  /**
   * Asks for the end of a job; once more is no mistake.
   *
   * @throws ApiException when it ended otherwise
   */
  public JobView cancel(UUID tenantId, UUID jobId) {
    JobState before = JobState.of(get(tenantId, jobId).state());
    if (!before.terminal() && intake.cancel(tenantId, jobId)) {
      signals.cancelled();
    }
    JobView after = get(tenantId, jobId);
    JobState state = JobState.of(after.state());
    if (state.terminal() && !state.equals(JobState.CANCELLED)) {
      throw ApiException.of(
          ErrorCode.JOB_ENDED,
          "The job ended as %s and cannot be cancelled any more.".formatted(after.state()));
    }
    return after;
  }

  private static ApiException missing(UUID jobId) {
    return ApiException.notFound("job", jobId.toString());
  }
}
