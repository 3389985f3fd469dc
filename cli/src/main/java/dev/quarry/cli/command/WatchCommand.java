package dev.quarry.cli.command;

import dev.quarry.cli.ask.Conversation;
import dev.quarry.cli.ask.Outcome;
import dev.quarry.cli.client.EventStream;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ReportView;
import dev.quarry.cli.view.ProgressView;
import dev.quarry.cli.view.ReportPrinter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry watch}. */
@Command(
    name = "watch",
    header = "Follow a job to its end, then show its report.",
    description = {
      "",
      "What the job asks is shown and, on a terminal, answered here. Ctrl-C ends the",
      "watching; the job goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  quarry watch 0192f7c4-…",
      "  quarry watch 0192f7c4-… > report.md"
    })
final class WatchCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PlatformClient client = session.platform();
    Outcome outcome;
    try (ProgressView view = ProgressView.on(session.shell())) {
      Conversation conversation = new Conversation(session.shell(), client, view, id);
      var unused = new EventStream(client, () -> {}).follow(id, conversation::take);
      outcome = new Outcome(client.job(id), client.reportIfAny(id));
      view.note(outcome.summary());
    }
    Optional<ReportView> report = outcome.report();
    report.ifPresent(r -> ReportPrinter.print(r, session.shell()));
    outcome.requireReport();
  }
}
