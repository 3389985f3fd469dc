package dev.quarry.cli.command;

import dev.quarry.cli.ask.CorpusFolder;
import dev.quarry.cli.ask.CorpusIndexing;
import dev.quarry.cli.client.CorpusView;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.view.Amounts;
import dev.quarry.cli.view.ProgressView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry corpora}. */
@Command(
    name = "corpora",
    header = "List, add or remove corpora: named folders that are indexed.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry corpora",
      "  quarry corpora add manuals ~/manuals",
      "  quarry corpora remove manuals"
    })
final class CorporaCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  CorporaCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (CorpusView corpus : session.platform().corpora()) {
      rows.add(
          List.of(corpus.name(), corpus.state(), Long.toString(corpus.documents()), corpus.path()));
    }
    Table.print(session.shell().out(), List.of("NAME", "STATE", "DOCUMENTS", "FOLDER"), rows);
  }

  @Command(
      name = "add",
      header = "Register a folder, or bring its index up to date, and wait for it.",
      description = "",
      footer = {"", "Examples:", "  quarry corpora add manuals ~/manuals"})
  void add(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "NAME", description = "Small letters, digits and hyphens.")
          String name,
      @Parameters(paramLabel = "DIR", description = "Text, Markdown, HTML or PDF files.")
          String folder) {
    PlatformClient client = session.platform();
    CorpusFolder checked =
        new CorpusFolder(CorpusFolder.check(folder, session.shell()).path(), name);
    CorpusView corpus;
    try (ProgressView view = ProgressView.on(session.shell())) {
      corpus = new CorpusIndexing(client, session.limits(), view, () -> {}).index(checked);
    }
    session
        .shell()
        .out()
        .println(corpus.name() + "  " + Amounts.of(corpus.documents(), "document"));
  }

  @Command(
      name = "remove",
      header = "Remove a corpus and its index; the folder stays as it is.",
      description = "",
      footer = {"", "Examples:", "  quarry corpora remove manuals"})
  void remove(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "NAME", description = "See: quarry corpora.") String name) {
    session.platform().removeCorpus(name);
    session.shell().out().println("removed");
  }
}
