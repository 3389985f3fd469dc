package dev.quarry.cli.ask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.CorpusView;
import dev.quarry.cli.client.JobRequest;
import dev.quarry.cli.client.JobView;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ReportView;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.platform.PlatformHold;
import dev.quarry.cli.platform.PlatformOpener;
import dev.quarry.cli.platform.SampleCorpus;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import dev.quarry.cli.view.Amounts;
import dev.quarry.cli.view.ProgressView;
import dev.quarry.cli.view.ReportPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** From a question to a cited report. */
public final class AskService {
  private final Shell shell;
  private final CliLimits limits;
  private final PlatformOpener opener;

  public AskService(Shell shell, CliLimits limits, PlatformOpener opener) {
    this.shell = shell;
    this.limits = limits;
    this.opener = opener;
  }

  /**
   * Asks, shows what goes on, and puts the report where it was wanted.
   *
   * @throws CliException when there is no report, with the exit code for the reason
   */
  public void ask(AskRequest request) {
    request.requireAtMost(limits.questionCharacters());
    request.out().ifPresent(AskService::requireWritable);
    Optional<PlatformHold> hold = Optional.empty();
    try {
      Outcome outcome;
      try (ProgressView view = ProgressView.on(shell)) {
        hold = Optional.of(opener.open(request.keep(), view::phase));
        if (request.estimate()) {
          estimate(request, hold.get(), view);
          return;
        }
        if (request.detach()) {
          detach(request, hold.get(), view);
          return;
        }
        outcome = answer(request, hold.get(), view);
      }
      print(request, outcome);
      outcome.requireReport();
    } finally {
      try (ProgressView view = ProgressView.on(shell)) {
        hold.ifPresent(held -> held.release(view::phase));
      }
    }
  }

  private Outcome answer(AskRequest request, PlatformHold hold, ProgressView view) {
    PlatformClient client = hold.client();
    JobRequest job = job(request, hold, view);
    Instant begin = Instant.now();
    JobView ended = new JobFollowing(shell, client, limits, view, hold::keepAlive).toItsEnd(job);
    Outcome outcome = new Outcome(ended, client.reportIfAny(ended.id()));
    Duration took = Duration.between(begin, Instant.now());
    view.note(outcome.summary() + " · " + Amounts.of(took));
    return outcome;
  }

  private void detach(AskRequest request, PlatformHold hold, ProgressView view) {
    JobView job = hold.client().createJob(job(request, hold, view), UUID.randomUUID().toString());
    shell.out().println(job.id());
    shell.out().flush();
  }

  private void estimate(AskRequest request, PlatformHold hold, ProgressView view) {
    JsonNode estimate = hold.client().estimate(job(request, hold, view));
    if (request.json()) {
      shell.out().println(Json.line(estimate));
    } else {
      String currency = estimate.path("currency").asText();
      shell.out().println(basis(estimate));
      shell.out().println("expected  " + amounts(estimate.path("expected"), currency));
      shell.out().println("high      " + amounts(estimate.path("high"), currency));
      shell.out().println("bound     " + amounts(estimate.path("bound"), currency));
    }
    shell.out().flush();
  }

  private static String basis(JsonNode estimate) {
    int jobs = estimate.path("jobs").asInt();
    return estimate.path("basis").asText().equals("history")
        ? "By %s of this mode and model: half of them, and 95 of 100, stayed within this."
            .formatted(Amounts.of(jobs, "job"))
        : "There are too few jobs of this mode and model to go by; these are the job's own bounds.";
  }

  private static String amounts(JsonNode amounts, String currency) {
    return "%s · %s · %s"
        .formatted(
            Amounts.of(amounts.path("tokens").asLong(), "token"),
            Amounts.money(amounts.path("costMicros").asLong(), currency),
            Amounts.of(Duration.ofSeconds(amounts.path("slotSeconds").asLong())));
  }

  private JobRequest job(AskRequest request, PlatformHold hold, ProgressView view) {
    return new JobRequest(
        request.question(),
        request.mode(),
        corpora(request, hold, view),
        request.model(),
        request.project(),
        request.maxRounds(),
        request.clarify(),
        request.approvePlan(),
        request.priority(),
        request.notBefore());
  }

  /**
   * The folders and names that were given; where none was, the sample, unless the web is searched.
   */
  private List<String> corpora(AskRequest request, PlatformHold hold, ProgressView view) {
    PlatformClient client = hold.client();
    CorpusIndexing indexing = new CorpusIndexing(client, limits, view, hold::keepAlive);
    List<String> names = new ArrayList<>();
    for (CorpusFolder folder : request.folders()) {
      names.add(indexing.index(folder).name());
    }
    for (String name : request.names()) {
      names.add(indexing.registered(name).name());
    }
    if (names.isEmpty() && !searchesTheWeb()) {
      Optional<CorpusView> sample = SampleCorpus.in(client);
      sample.ifPresent(corpus -> names.add(indexing.await(corpus).name()));
    }
    return names.stream().distinct().toList();
  }

  private boolean searchesTheWeb() {
    return shell.variable("QUARRY_SERPER_KEY").isPresent()
        || shell.variable("QUARRY_SEARXNG_URL").isPresent();
  }

  private void print(AskRequest request, Outcome outcome) {
    Optional<ReportView> report = outcome.report();
    if (request.out().isPresent() && report.isPresent()) {
      write(request.out().get(), report.get());
      shell.err().println("report written to " + request.out().get());
    }
    if (request.json()) {
      shell.out().println(Json.line(outcome.json()));
    } else if (request.out().isEmpty()) {
      report.ifPresent(r -> ReportPrinter.print(r, shell));
    }
    shell.out().flush();
  }

  private static void requireWritable(Path out) {
    Path folder = out.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(out)
            ? !Files.isDirectory(out) && Files.isWritable(out)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!writable) {
      throw CliException.badInput("--out is \"" + out + "\", which cannot be written as a file.");
    }
  }

  private static void write(Path out, ReportView report) {
    try {
      Files.writeString(out, report.markdown().stripTrailing() + "\n");
    } catch (IOException e) {
      throw CliException.badInput(
          "The report cannot be written to " + out + ": " + e.getMessage(), e);
    }
  }
}
