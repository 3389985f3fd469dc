package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.JobView;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.view.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry jobs}. */
@Command(
    name = "jobs",
    header = "List jobs, newest first.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry jobs",
      "  quarry jobs --state running",
      "  quarry jobs --limit 100 --json | jq -r '.items[].id'"
    })
final class JobsCommand implements Runnable {
  private static final int QUESTION_COLUMNS = 60;
  private static final int SECONDS_END = 19;

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only those in this state: queued, running, waiting_input, paused, succeeded, partial,"
              + " failed or cancelled.")
  private @Nullable String state;

  @Option(names = "--project", paramLabel = "SLUG", description = "Only those of this project.")
  private @Nullable String project;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "The platform's answer as JSON on one line.")
  private boolean json;

  JobsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    String asked = state == null ? null : state.toUpperCase(Locale.ROOT).replace('-', '_');
    JsonNode page = session.platform().jobs(asked, project, limit);
    if (json) {
      session.shell().out().println(Json.line(page));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    boolean awaiting = false;
    for (JsonNode item : page.path("items")) {
      JobView job = new JobView(item);
      String created = job.createdAt();
      awaiting |= job.awaiting().isPresent();
      rows.add(
          List.of(
              job.id(),
              job.state().name() + job.awaiting().map(a -> " (" + a.kind() + ")").orElse(""),
              job.mode(),
              created.substring(0, Math.min(created.length(), SECONDS_END)).replace('T', ' '),
              Integer.toString(job.rounds()),
              Printable.fit(Printable.line(job.question()), QUESTION_COLUMNS)));
    }
    Table.print(
        session.shell().out(),
        List.of("ID", "STATE", "MODE", "CREATED (UTC)", "ROUNDS", "QUESTION"),
        rows);
    if (awaiting) {
      session
          .shell()
          .err()
          .println("What a job asks is told by: quarry show ID; answer it with: quarry answer ID");
    }
  }
}
