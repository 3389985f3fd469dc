package dev.quarry.cli.command;

import dev.quarry.cli.ask.AskRequest;
import dev.quarry.cli.ask.AskService;
import dev.quarry.cli.ask.CorpusFolder;
import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry ask}. */
@Command(
    name = "ask",
    header = "Ask a question; get a report with checked citations.",
    description = {
      "",
      "The report goes to standard output, progress to standard error. Where no platform",
      "answers, one is started on this machine for as long as the question takes.",
      "Without --corpus the sample articles are searched, or the web where QUARRY_SERPER_KEY",
      "or QUARRY_SEARXNG_URL is set.",
      "",
      "With --clarify or --plan the job may wait for you. What it asks is shown on standard",
      "error; on a terminal you answer right there, otherwise with: quarry answer. With",
      "--json it is the same: standard output has the one document and nothing else.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  quarry ask \"In which city was the resident engineer of Bell Rock Lighthouse born?\"",
      "  quarry ask --corpus ~/manuals --corpus ./docs \"How is a backup restored?\"",
      "  quarry ask --mode iter-research --max-rounds 12 --out report.md \"…\"",
      "  quarry ask --clarify --plan \"How did lighthouse optics change the coast?\"",
      "  quarry ask --estimate \"…\"",
      "  quarry ask --detach \"…\"",
      "  quarry ask --detach --not-before 2026-12-01T22:00:00Z --priority -10 \"…\"",
      "  quarry ask --json \"…\" | jq -r .report",
      "  quarry ask - < question.txt"
    })
final class AskCommand implements Runnable {
  private static final Pattern CORPUS_NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "QUESTION",
      description = "The question, in quotes; - reads it from standard input.")
  private String question = "";

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "react",
      description = "react or iter-research. Default: ${DEFAULT-VALUE}.")
  private String mode = "";

  @Option(
      names = "--corpus",
      paramLabel = "DIR",
      description =
          "A folder of text, Markdown, HTML or PDF to search, or the name of a registered corpus."
              + " May be given several times.")
  private List<String> corpora = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "A model profile; see: quarry models.")
  private @Nullable String model;

  @Option(
      names = "--project",
      paramLabel = "SLUG",
      description = "The project that the job counts for; see: quarry projects.")
  private @Nullable String project;

  @Option(
      names = "--max-rounds",
      paramLabel = "N",
      description = "Most rounds of the search, 1 to 4,096.")
  private @Nullable Integer maxRounds;

  @Option(names = "--clarify", description = "The agent may ask you one question before it begins.")
  private boolean clarify;

  @Option(
      names = "--plan",
      description = "The agent writes a plan first and waits until you approve it.")
  private boolean approvePlan;

  @Option(
      names = "--estimate",
      description = "Ask nothing; tell what the job would use up: tokens, money, time.")
  private boolean estimate;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description =
          "Of your own jobs that wait, those with more go first: -100 to 100. Default: 0.")
  private int priority;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      description = "Do not start it earlier, as in 2026-12-01T08:00:00Z.")
  private @Nullable String notBefore;

  @Option(names = "--json", description = "One JSON document on one line instead of the report.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the report to a file.")
  private @Nullable String out;

  @Option(
      names = "--detach",
      description =
          "Print the job's id and return at once; a platform that had to be started stays."
              + " See: quarry watch, quarry show.")
  private boolean detach;

  @Option(
      names = "--keep",
      description = "Leave a platform that had to be started running; see: quarry down.")
  private boolean keep;

  @Mixin private final HomeOption home = new HomeOption();

  AskCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<CorpusFolder> folders = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String corpus : corpora) {
      boolean name = CORPUS_NAME.matcher(corpus).matches();
      if (name && !Files.exists(session.shell().path(corpus)) && somePlatformAnswers()) {
        names.add(corpus);
      } else {
        folders.add(CorpusFolder.check(corpus, session.shell()));
      }
    }
    AskRequest request =
        new AskRequest(
            text(),
            mode,
            folders,
            names,
            model,
            project,
            maxRounds,
            clarify,
            approvePlan,
            estimate,
            priority,
            notBefore,
            json,
            Optional.ofNullable(out).map(session.shell()::path),
            keep || detach,
            detach);
    new AskService(session.shell(), session.limits(), session.opener(home.of(session.shell())))
        .ask(request);
  }

  private boolean somePlatformAnswers() {
    return session.finder(home.of(session.shell())).find().isPresent();
  }

  private String text() {
    if (!question.equals("-")) {
      return question;
    }
    try {
      return new String(session.shell().in().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw CliException.badInput("Standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
