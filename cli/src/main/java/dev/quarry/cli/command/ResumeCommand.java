package dev.quarry.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry resume}. */
@Command(
    name = "resume",
    header = "Let a paused job go on.",
    description = {"", "It goes on after its last step; see: quarry watch.", ""},
    footer = {"", "Examples:", "  quarry resume 0192f7c4-…"})
final class ResumeCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    session.shell().out().println("goes on (" + session.platform().resume(id).state() + ")");
  }
}
