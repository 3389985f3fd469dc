package dev.quarry.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quarry.core.job.Citation;
import dev.quarry.core.job.Report;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a job came to.
 *
 * @param markdown the text with {@code [n]} marks
 * @param citations by number; each with its quote and whether that was found in the stored page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportView(
    UUID jobId,
    String state,
    String mode,
    String model,
    String question,
    String markdown,
    List<CitationView> citations,
    @Nullable String termination,
    JobView.UsageView usage,
    long rounds) {
  /** A citation; what was not found is absent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CitationView(
      int n,
      String url,
      String title,
      String quote,
      boolean verified,
      @Nullable String sha256,
      @Nullable Integer start,
      @Nullable Integer end,
      @Nullable Integer source) {
    static CitationView of(Citation c) {
      return new CitationView(
          c.n(),
          c.url(),
          c.title(),
          c.quote(),
          c.verified(),
          c.sha256(),
          c.start(),
          c.end(),
          c.source());
    }
  }

  static ReportView of(JobView job, Report report) {
    return new ReportView(
        job.id(),
        job.state(),
        job.mode(),
        job.model(),
        job.question(),
        report.markdown(),
        report.citations().stream().map(CitationView::of).toList(),
        job.termination(),
        job.usage(),
        job.rounds());
  }
}
