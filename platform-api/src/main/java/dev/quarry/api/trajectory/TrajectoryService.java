package dev.quarry.api.trajectory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.job.JobService;
import dev.quarry.api.job.JobView;
import dev.quarry.core.job.JobState;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.UpstreamRow;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Showing every step of a job, and the pages it read. */
@Singleton
public final class TrajectoryService {
  /** Steps that are in memory at a time while a trajectory is written. */
  private static final int PAGE = 50;

  /** Metadata key under which evaluations keep the reference answer. */
  private static final String REFERENCE_ANSWER = "answer";

  private static final JsonFactory JSON = new JsonFactory();

  private final JobService jobs;
  private final TrajectoryStore store;

  TrajectoryService(JobService jobs, TrajectoryStore store) {
    this.jobs = jobs;
    this.store = store;
  }

  /** Writes a document, piece by piece. */
  @FunctionalInterface
  public interface Document {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @return all rollouts with all steps as they are stored, as JSON
   * @throws ApiException at once when there is no such job
   */
  public Document json(UUID tenantId, UUID jobId) {
    JobView job = jobs.get(tenantId, jobId);
    List<TrajectoryStore.RolloutRow> rollouts = store.rollouts(tenantId, job.id());
    return out -> {
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeStartObject();
        json.writeStringField("jobId", job.id().toString());
        json.writeArrayFieldStart("rollouts");
        for (TrajectoryStore.RolloutRow rollout : rollouts) {
          write(json, tenantId, rollout);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    };
  }

  private void write(JsonGenerator json, UUID tenantId, TrajectoryStore.RolloutRow rollout)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("ordinal", rollout.ordinal());
    json.writeStringField("state", rollout.state());
    json.writeArrayFieldStart("steps");
    List<TrajectoryStore.RawStep> page = store.steps(tenantId, rollout.rolloutId(), 0, PAGE);
    while (!page.isEmpty()) {
      for (TrajectoryStore.RawStep step : page) {
        json.writeStartObject();
        json.writeNumberField("seq", step.seq());
        json.writeNumberField("epoch", step.epoch());
        json.writeStringField("at", step.at().toString());
        json.writeStringField("kind", step.kind());
        json.writeFieldName("body");
        json.writeRawValue(step.body());
        json.writeEndObject();
      }
      page = store.steps(tenantId, rollout.rolloutId(), page.getLast().seq(), PAGE);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * @return one line a rollout, in the published form
   * @throws ApiException when the job has not ended
   */
  public String upstreamJsonl(UUID tenantId, UUID jobId) {
    JobView job = jobs.get(tenantId, jobId);
    if (!JobState.of(job.state()).terminal()) {
      throw ApiException.of(
          ErrorCode.JOB_NOT_ENDED,
          "The job is %s; this form is of ended jobs only.".formatted(job.state()));
    }
    StringBuilder lines = new StringBuilder();
    for (TrajectoryStore.RolloutRow rollout : store.rollouts(tenantId, jobId)) {
      var header =
          new UpstreamRow.Header(
              rollout.ordinal(),
              rollout.rolloutId().toString(),
              job.question(),
              job.metadata().getOrDefault(REFERENCE_ANSWER, ""),
              why(job));
      lines
          .append(UpstreamRow.of(header, store.trajectory(tenantId, rollout.rolloutId())).toJson())
          .append('\n');
    }
    return lines.toString();
  }

  private static String why(JobView job) {
    return job.failure() == null ? job.state() : job.failure().message();
  }

  /**
   * @param number as it was asked for; sources are numbered from 1 in the order of first reading
   * @throws ApiException when there is no such job or no such source
   */
  public SourceView source(UUID tenantId, UUID jobId, String number) {
    List<SourceRef> sources = sources(tenantId, jobs.get(tenantId, jobId).id());
    int n = parse(number);
    if (n < 1 || n > sources.size()) {
      throw ApiException.notFound("source", number);
    }
    SourceRef source = sources.get(n - 1);
    return store
        .page(tenantId, jobId, source.sha256(), source.url())
        .map(
            page ->
                new SourceView(
                    n, source.url(), page.title(), source.sha256(), page.fetchedAt(), page.text()))
        .orElseThrow(() -> ApiException.notFound("source", number));
  }

  private List<SourceRef> sources(UUID tenantId, UUID jobId) {
    Map<String, SourceRef> seen = new LinkedHashMap<>();
    for (TrajectoryStore.RolloutRow rollout : store.rollouts(tenantId, jobId)) {
      store
          .trajectory(tenantId, rollout.rolloutId())
          .sources()
          .forEach(source -> seen.putIfAbsent(source.url() + ' ' + source.sha256(), source));
    }
    return List.copyOf(seen.values());
  }

  private static int parse(String number) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
