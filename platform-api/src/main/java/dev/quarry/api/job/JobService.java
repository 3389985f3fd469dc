package dev.quarry.api.job;

import dev.quarry.api.auth.Requester;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.job.Ids;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Taking in, showing and listing jobs. */
@Singleton
public final class JobService {
  private final TenantSession sessions;
  private final JobStore jobs;
  private final QueueStore waiting;
  private final IntakeStore intake;
  private final SpecService specs;
  private final IdempotencyService keys;
  private final JobSignals signals;

  JobService(
      TenantSession sessions,
      JobStore jobs,
      QueueStore waiting,
      IntakeStore intake,
      SpecService specs,
      IdempotencyService keys,
      JobSignals signals) {
    this.sessions = sessions;
    this.jobs = jobs;
    this.waiting = waiting;
    this.intake = intake;
    this.specs = specs;
    this.keys = keys;
    this.signals = signals;
  }

  /**
   * A job that is taken in.
   *
   * @param rate how the tenant stands after it; null where it was taken in before
   */
  public record Submitted(JobView job, @Nullable IntakeRate rate) {}

  /**
   * @return how the tenant stands against the limits of intake
   */
  public IntakeRate rate(UUID tenantId) {
    return intake.stands(tenantId);
  }

  /**
   * Takes a job in. The same key and body once more give the same job.
   *
   * @param key the client's idempotency key
   */
  public Submitted submit(Requester by, JobRequest request, Optional<String> key) {
    UUID tenantId = by.tenantId();
    Optional<Idempotency> idempotency = key.map(k -> new Idempotency(k, request.hash()));
    Optional<Idempotency.Kept> kept = idempotency.flatMap(i -> keys.kept(tenantId, i));
    if (kept.isPresent()) {
      return new Submitted(again(tenantId, idempotency.orElseThrow(), kept.get()), null);
    }
    UUID jobId = Ids.next();
    JobSpec spec = specs.resolve(tenantId, request);
    UUID projectId = specs.project(tenantId, request);
    IntakeStore.Taken taken =
        intake.take(
            by, new IntakeStore.NewJob(jobId, projectId, spec, request.schedule()), idempotency);
    idempotency.ifPresent(i -> keys.used(tenantId));
    return switch (taken) {
      case IntakeStore.Taken.New(Instant createdAt, IntakeRate rate) -> {
        signals.taken();
        yield new Submitted(JobView.taken(jobId, spec, request, createdAt), rate);
      }
      case IntakeStore.Taken.Before(Idempotency.Kept first) ->
          new Submitted(again(tenantId, idempotency.orElseThrow(), first), null);
    };
  }

  private JobView again(UUID tenantId, Idempotency idempotency, Idempotency.Kept kept) {
    idempotency.requireSame(kept);
    return get(tenantId, kept.jobId());
  }

  public JobView get(UUID tenantId, UUID jobId) {
    return sessions.call(
        tenantId,
        () -> {
          JobEntity row = jobs.findByIdOptional(jobId).orElseThrow(() -> missing(jobId));
          Map<UUID, JobUsage> usage = jobs.usage(tenantId, List.of(jobId));
          return JobView.of(
              row,
              new JobView.Beside(
                  usage.getOrDefault(jobId, JobUsage.NONE),
                  jobs.projects(tenantId, List.of(row)).get(row.projectId),
                  jobs.inputs(tenantId, jobId),
                  waiting(tenantId, row).orElse(null),
                  jobs.limit(tenantId, jobId).orElse(null)));
        });
  }

  private Optional<Waiting> waiting(UUID tenantId, JobEntity row) {
    return JobState.of(row.state).terminal()
        ? Optional.empty()
        : sessions.onConnection(tx -> waiting.of(tx, tenantId, row.jobId)).map(QueuePlace::waiting);
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
          Map<UUID, String> slugs = jobs.projects(tenantId, page);
          JobEntity last = page.isEmpty() ? null : page.getLast();
          return new JobPage(
              page.stream()
                  .map(
                      row ->
                          JobView.of(
                              row,
                              new JobView.Beside(
                                  usage.getOrDefault(row.jobId, JobUsage.NONE),
                                  slugs.get(row.projectId),
                                  null,
                                  null,
                                  null)))
                  .toList(),
              more && last != null ? new Cursor(last.createdAt, last.jobId).encode() : null);
        });
  }

  private static ApiException missing(UUID jobId) {
    return ApiException.notFound("job", jobId.toString());
  }
}
