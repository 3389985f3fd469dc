package dev.quarry.cli.ask;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.client.JobView;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.ReportView;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.view.Amounts;
import java.util.Optional;

/**
 * What a job came to.
 *
 * @param job after its end
 * @param report if it has one
 */
public record Outcome(JobView job, Optional<ReportView> report) {
  /** One document for programs: {@code jobId, state, mode, report, citations, usage, rounds}. */
  public ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("jobId", job.id())
            .put("state", job.state().name())
            .put("mode", job.mode())
            .put("report", report.map(ReportView::markdown).orElse(null));
    ArrayNode citations = json.putArray("citations");
    for (ReportView.Citation c : report.map(ReportView::citations).orElse(java.util.List.of())) {
      citations
          .addObject()
          .put("n", c.n())
          .put("url", c.url())
          .put("title", c.title())
          .put("quote", c.quote())
          .put("verified", c.verified());
    }
    json.set("usage", job.usage().isObject() ? job.usage() : Json.object());
    json.put("rounds", job.rounds());
    if (!job.failure().isEmpty()) {
      json.put("failure", job.failure());
    }
    return json;
  }

  /** One line for people. */
  public String summary() {
    long tokens =
        job.usage().path("inputTokens").asLong() + job.usage().path("outputTokens").asLong();
    String citations =
        report
            .map(ReportView::citations)
            .map(
                all -> {
                  long verified = all.stream().filter(ReportView.Citation::verified).count();
                  return " · "
                      + verified
                      + " of "
                      + Amounts.of(all.size(), "citation")
                      + " verified";
                })
            .orElse("");
    return "%s · %s · %s%s"
        .formatted(
            job.state(), Amounts.of(job.rounds(), "round"), Amounts.of(tokens, "token"), citations);
  }

  /**
   * @throws CliException when there is no report to be had
   */
  public void requireReport() {
    switch (job.state()) {
      case SUCCEEDED, PARTIAL -> {
        if (report.isEmpty()) {
          throw CliException.jobFailed("The job " + job.id() + " ended without a report.");
        }
      }
      case CANCELLED -> throw CliException.cancelled("The job " + job.id() + " was cancelled.");
      case FAILED, QUEUED, RUNNING, WAITING_INPUT, PAUSED, UNKNOWN ->
          throw CliException.jobFailed("The job %s %s: %s".formatted(job.id(), verb(), reason()));
    }
  }

  private String verb() {
    return job.state().ended() ? "failed" : "has not ended (" + job.state() + ")";
  }

  private String reason() {
    if (!job.failure().isEmpty()) {
      return job.failure();
    }
    return job.termination().isEmpty() ? "no reason was told." : job.termination();
  }
}
