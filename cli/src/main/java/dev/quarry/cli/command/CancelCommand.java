package dev.quarry.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry cancel}. */
@Command(
    name = "cancel",
    header = "Cancel a job.",
    description = {"", "What it has found so far is kept; see: quarry trajectory.", ""},
    footer = {"", "Examples:", "  quarry cancel 0192f7c4-…"})
final class CancelCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    String state = session.platform().cancel(id).state().name();
    session
        .shell()
        .out()
        .println(
            state.equals("CANCELLED") ? "cancelled" : "will be cancelled at once (" + state + ")");
  }
}
