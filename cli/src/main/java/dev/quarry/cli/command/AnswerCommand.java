package dev.quarry.cli.command;

import dev.quarry.cli.exit.CliException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry answer}. */
@Command(
    name = "answer",
    header = "Answer what a job asks.",
    description = {
      "",
      "A question is answered with a message. A plan is approved with --approve, or changed with a",
      "message that says what to change; the agent then writes another. What is asked is shown by:",
      "quarry show.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  quarry answer 0192f7c4-… \"The one on the Bell Rock.\"",
      "  quarry answer 0192f7c4-… --approve"
    })
final class AnswerCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the job; see: quarry jobs.")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MESSAGE",
      description = "The answer, or what to change, in quotes.")
  private @Nullable String message;

  @Option(names = "--approve", description = "Approve the plan.")
  private boolean approve;

  AnswerCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    if (message == null && !approve) {
      throw CliException.badInput(
          "There is no answer: write a message behind the id, in quotes, or --approve for a plan.");
    }
    var state =
        session.platform().answer(id, message, approve, UUID.randomUUID().toString()).state();
    session.shell().out().println("answered (" + state + ")");
  }
}
