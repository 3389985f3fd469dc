package dev.quarry.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it. What is not there yet is absent.
 *
 * @param project slug of its project
 * @param termination why it ended
 * @param limit that stopped its search
 * @param failure why there is no report
 * @param rounds accepted replies so far
 * @param priority of the tenant's own jobs that wait, those with more go first
 * @param notBefore not to be started earlier
 * @param waiting why it waits for a slot; there while it does, absent in lists
 * @param awaiting what is asked of the user; there while the state is {@code WAITING_INPUT}
 * @param expiresAt when the ended job is deleted with all its data; absent where it is kept
 * @param inputs what its user told it, in order; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
    UUID id,
    String state,
    String question,
    String mode,
    String model,
    @Nullable String project,
    List<String> toolsets,
    List<String> corpora,
    Budget budget,
    Map<String, String> metadata,
    boolean clarify,
    boolean approvePlan,
    @Nullable Integer retentionDays,
    int priority,
    @Nullable Instant notBefore,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String termination,
    @Nullable LimitView limit,
    @Nullable JobFailure failure,
    @Nullable Awaiting awaiting,
    @Nullable Waiting waiting,
    @Nullable Instant expiresAt,
    @Nullable List<InputView> inputs,
    long rounds,
    UsageView usage,
    Links links) {
  /**
   * Requests and tokens so far, of all models and tools.
   *
   * @param costMicros millionths of the installation's currency
   */
  public record UsageView(
      long modelCalls, long toolCalls, long inputTokens, long outputTokens, long costMicros) {
    static UsageView of(JobUsage usage) {
      return new UsageView(
          usage.modelCalls(),
          usage.toolCalls(),
          usage.inputTokens(),
          usage.outputTokens(),
          usage.costMicros());
    }
  }

  /**
   * A limit that was hit: the job's own, or one of the tenant or the project.
   *
   * @param name as in {@code TOKENS} or {@code PROJECT_MONEY}
   * @param detail for people
   */
  public record LimitView(String name, String detail) {}

  /**
   * What is not in the job's row.
   *
   * @param project slug
   * @param inputs null in lists
   * @param waiting null in lists, and where it does not wait for a slot
   * @param limit null in lists, and where none was hit
   */
  record Beside(
      JobUsage usage,
      @Nullable String project,
      @Nullable List<InputView> inputs,
      @Nullable Waiting waiting,
      @Nullable LimitView limit) {}

  /**
   * A message of the user.
   *
   * @param ordinal from 1
   * @param kind {@code steer} or {@code answer}
   * @param message empty where a plan was approved without a word
   * @param approved whether the plan was approved; absent where nothing was asked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InputView(
      int ordinal, String kind, String message, @Nullable Boolean approved, Instant createdAt) {}

  /** Where more is, relative to the host. */
  public record Links(String self, String events, String trajectory, String report) {
    static Links of(UUID jobId) {
      String self = "/api/v1/jobs/" + jobId;
      return new Links(self, self + "/events", self + "/trajectory", self + "/report");
    }
  }

  /** A job that was taken in just now: whatever else there is to tell has not happened yet. */
  static JobView taken(UUID jobId, JobSpec spec, JobRequest request, Instant createdAt) {
    Schedule schedule = request.schedule();
    return new JobView(
        jobId,
        JobState.QUEUED.name(),
        spec.question(),
        spec.mode().id(),
        spec.model(),
        request.project(),
        spec.toolsets(),
        spec.corpora(),
        spec.budget(),
        spec.metadata(),
        spec.clarify(),
        spec.approvePlan(),
        spec.retentionDays(),
        schedule.priority(),
        schedule.notBefore().orElse(null),
        createdAt,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        0,
        UsageView.of(JobUsage.NONE),
        Links.of(jobId));
  }

  static JobView of(JobEntity row, Beside beside) {
    JobSpec spec = SpecJson.spec(row.spec);
    return new JobView(
        row.jobId,
        row.state,
        spec.question(),
        row.mode,
        row.model,
        beside.project(),
        spec.toolsets(),
        spec.corpora(),
        spec.budget(),
        spec.metadata(),
        spec.clarify(),
        spec.approvePlan(),
        spec.retentionDays(),
        row.priority,
        row.notBefore,
        row.createdAt,
        row.startedAt,
        row.endedAt,
        row.termination,
        beside.limit(),
        failure(row.failureCode, row.failureMessage),
        Awaiting.decode(row.awaiting),
        beside.waiting(),
        row.expiresAt,
        beside.inputs(),
        beside.usage().rounds(),
        UsageView.of(beside.usage()),
        Links.of(row.jobId));
  }

  private static @Nullable JobFailure failure(@Nullable String code, @Nullable String message) {
    return code == null ? null : new JobFailure(code, message == null ? "" : message);
  }
}
