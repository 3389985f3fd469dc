package dev.quarry.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry delete}. */
@Command(
    name = "delete",
    header = "Delete an ended job with all its data.",
    description = {
      "",
      "Its report, its steps and the pages it read are gone for good. A job that has not ended is",
      "cancelled first; see: quarry cancel.",
      ""
    },
    footer = {"", "Examples:", "  quarry delete 0192f7c4-…"})
final class DeleteCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  DeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    session.platform().delete(id);
    session.shell().out().println("deleted");
  }
}
