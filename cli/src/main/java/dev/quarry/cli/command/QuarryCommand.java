package dev.quarry.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarry}: only its commands do something. */
@Command(
    name = "quarry",
    header = "Quarry: ask a question, get a cited report; every step is kept.",
    description = "",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Environment:",
      "  QUARRY_URL, QUARRY_KEY  the platform to use; else the one that runs on this machine",
      "  QUARRY_OPERATOR_KEY     key for what is the operator's: tenants, audit --operator",
      "  QUARRY_HOME             folder of the local platform's data (~/.quarry)",
      "  QUARRY_MODEL_URL, QUARRY_MODEL_NAME, QUARRY_MODEL_KEY",
      "                          an OpenAI-compatible model server; else the built-in extractive",
      "                          model, which quotes and needs no network",
      "  QUARRY_SERPER_KEY, QUARRY_SEARXNG_URL",
      "                          search the web",
      "  QUARRY_CLI_START_SECONDS (120), QUARRY_CLI_STOP_SECONDS (20),",
      "  QUARRY_CLI_CANCEL_SECONDS (10), QUARRY_CLI_INDEX_STALL_SECONDS (300),",
      "  QUARRY_CLI_REQUEST_SECONDS (30), QUARRY_CLI_SILENCE_SECONDS (60),",
      "  QUARRY_CLI_QUESTION_CHARACTERS (20000), QUARRY_CLI_ATTEMPTS (6)",
      "                          limits of this program",
      "  QUARRY_DEBUG=1          stack traces with errors",
      "  NO_COLOR                plain lines, no colours",
      "",
      "Exit codes:",
      "  0 done, report written   2 job failed   3 bad input",
      "  4 no platform can be reached or started   130 cancelled",
      "",
      "Examples:",
      "  quarry ask \"In which city was the resident engineer of Bell Rock Lighthouse born?\"",
      "  quarry ask --corpus ./docs \"How is a backup restored?\"",
      "  quarry up --detach; quarry jobs; quarry down"
    })
public final class QuarryCommand implements Runnable {
  @Mixin private final HelpOption help = new HelpOption();
  @Spec private @Nullable CommandSpec spec;

  private QuarryCommand() {}

  /** The whole command line. */
  public static CommandLine commandLine(Session session) {
    return new CommandLine(new QuarryCommand())
        .addSubcommand(new AskCommand(session))
        .addSubcommand(new UpCommand(session))
        .addSubcommand(new DownCommand(session))
        .addSubcommand(new StatusCommand(session))
        .addSubcommand(new JobsCommand(session))
        .addSubcommand(new ShowCommand(session))
        .addSubcommand(new WatchCommand(session))
        .addSubcommand(new AnswerCommand(session))
        .addSubcommand(new SteerCommand(session))
        .addSubcommand(new PauseCommand(session))
        .addSubcommand(new ResumeCommand(session))
        .addSubcommand(new CancelCommand(session))
        .addSubcommand(new DeleteCommand(session))
        .addSubcommand(new TrajectoryCommand(session))
        .addSubcommand(new CorporaCommand(session))
        .addSubcommand(new ToolsetsCommand(session))
        .addSubcommand(new ModelsCommand(session))
        .addSubcommand(new ProjectsCommand(session))
        .addSubcommand(new BudgetsCommand(session))
        .addSubcommand(new UsageCommand(session))
        .addSubcommand(new WhoamiCommand(session))
        .addSubcommand(new KeysCommand(session))
        .addSubcommand(new MembersCommand(session))
        .addSubcommand(new SecretsCommand(session))
        .addSubcommand(new AuditCommand(session))
        .addSubcommand(new TenantsCommand(session));
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
  }
}
