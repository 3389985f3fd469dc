package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.ask.Outcome;
import dev.quarry.cli.client.Awaiting;
import dev.quarry.cli.client.JobState;
import dev.quarry.cli.client.JobView;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ReportView;
import dev.quarry.cli.view.Amounts;
import dev.quarry.cli.view.Printable;
import dev.quarry.cli.view.Questions;
import dev.quarry.cli.view.ReportPrinter;
import java.io.PrintStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry show}. */
@Command(
    name = "show",
    header = "Show a job and its report.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry show 0192f7c4-…",
      "  quarry show --json 0192f7c4-… | jq .report.citations"
    })
final class ShowCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  @Option(names = "--json", description = "{job, report} as JSON on one line.")
  private boolean json;

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PlatformClient client = session.platform();
    JobView job = client.job(id);
    Optional<ReportView> report = client.reportIfAny(id);
    PrintStream out = session.shell().out();
    if (json) {
      ObjectNode both = Json.object();
      both.set("job", job.json());
      both.set("report", report.map(ReportView::json).orElse(null));
      out.println(Json.line(both));
      return;
    }
    out.println("Question  " + Printable.line(job.question()));
    out.println(
        "Job       "
            + job.id()
            + " · "
            + job.mode()
            + " · "
            + job.json().path("model").asText("-"));
    out.println("State     " + new Outcome(job, report).summary());
    if (!job.waiting().isEmpty()) {
      String about =
          job.startsIn()
              .map(time -> " It starts in about %s.".formatted(Amounts.of(time)))
              .orElse("");
      out.println("Waits     " + Printable.line(job.waiting()) + about);
    }
    JsonNode limit = job.json().path("limit");
    if (limit.isObject()) {
      out.println(
          "Limit     "
              + Printable.line(limit.path("name").asText() + ": " + limit.path("detail").asText()));
    }
    long cost = job.usage().path("costMicros").asLong();
    if (cost > 0) {
      out.println("Cost      " + Amounts.money(cost, client.currency()));
    }
    if (!job.failure().isEmpty()) {
      out.println("Failure   " + Printable.line(job.failure()));
    }
    told(out, job);
    if (!job.expiresAt().isEmpty()) {
      out.println("Deleted   at " + Printable.line(job.expiresAt()));
    }
    job.awaiting().ifPresent(awaiting -> asked(out, awaiting));
    if (job.state() == JobState.PAUSED) {
      out.println();
      out.println("It is paused. " + Questions.resume(job.id()));
    }
    if (report.isPresent()) {
      out.println();
      ReportPrinter.print(report.get(), session.shell());
    }
  }

  private static void told(PrintStream out, JobView job) {
    String label = "Told      ";
    for (JsonNode input : job.inputs()) {
      String message = Printable.line(input.path("message").asText());
      String kind = input.path("approved").asBoolean() ? "approved" : input.path("kind").asText();
      out.println((label + kind + "  " + message).stripTrailing());
      label = " ".repeat(label.length());
    }
  }

  private void asked(PrintStream out, Awaiting awaiting) {
    out.println();
    Questions.asked(awaiting).forEach(out::println);
    Questions.howToAnswer(awaiting, id).forEach(out::println);
  }
}
