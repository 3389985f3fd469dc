package dev.quarry.cli.command;

import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry steer}. */
@Command(
    name = "steer",
    header = "Tell a job something while it works.",
    description = {
      "",
      "The agent reads the message before its next round; one that is paused or queued, when it",
      "goes on. What a job asks by itself is answered with: quarry answer.",
      ""
    },
    footer = {"", "Examples:", "  quarry steer 0192f7c4-… \"Leave out everything after 1850.\""})
final class SteerCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  @Parameters(index = "1", paramLabel = "MESSAGE", description = "The message, in quotes.")
  private String message = "";

  SteerCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    var state = session.platform().steer(id, message, UUID.randomUUID().toString()).state();
    session.shell().out().println("taken in (" + state + ")");
  }
}
