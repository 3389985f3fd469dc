package dev.quarry.cli.command;

import dev.quarry.cli.exit.CliException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry trajectory}. */
@Command(
    name = "trajectory",
    header = "Write all steps of a job to standard output.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry trajectory 0192f7c4-… | jq '.rollouts[0].steps[].kind'",
      "  quarry trajectory 0192f7c4-… --format upstream-jsonl >> results.jsonl"
    })
final class TrajectoryCommand implements Runnable {
  private static final List<String> FORMATS = List.of("json", "upstream-jsonl");

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description =
          "json: every step; upstream-jsonl: one row for each rollout as the published inference"
              + " code writes it. Default: ${DEFAULT-VALUE}.")
  private String format = "";

  TrajectoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    if (!FORMATS.contains(format)) {
      throw CliException.badInput(
          "--format is \"%s\"; accepted are %s.".formatted(format, String.join(", ", FORMATS)));
    }
    session.shell().out().println(session.platform().trajectory(id, format).stripTrailing());
  }
}
