package dev.quarry.cli.command;

import dev.quarry.cli.client.JobState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry pause}. */
@Command(
    name = "pause",
    header = "Pause a job.",
    description = {
      "",
      "It leaves its runner at its next step and keeps all that it has; see: quarry resume.",
      ""
    },
    footer = {"", "Examples:", "  quarry pause 0192f7c4-…"})
final class PauseCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    JobState state = session.platform().pause(id).state();
    session
        .shell()
        .out()
        .println(
            state == JobState.PAUSED
                ? "paused"
                : "will be paused at its next step (" + state + ")");
  }
}
