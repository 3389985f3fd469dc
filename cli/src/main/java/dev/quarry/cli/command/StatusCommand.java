package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.CorpusView;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.platform.PlatformState;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quarry status}. */
@Command(
    name = "status",
    header = "Show what runs: platform, runners, jobs, corpora.",
    description = {"", "The exit code is 0 when a platform answers, else 4.", ""},
    footer = {"", "Examples:", "  quarry status", "  QUARRY_URL=… QUARRY_KEY=… quarry status"})
final class StatusCommand implements Runnable {
  private static final int JOBS_COUNTED = 100;

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final HomeOption homeOption = new HomeOption();

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    Path home = homeOption.of(session.shell());
    PlatformClient client = session.finder(home).require();
    JsonNode toolsets = client.toolsets();
    PrintStream out = session.shell().out();
    out.println("URL      " + client.address().url());
    Optional<PlatformState> local =
        PlatformState.running(home).filter(s -> s.url().equals(client.address().url()));
    local.ifPresent(
        state ->
            out.println(
                "local    process %d (platform-api %d, agent-runner %s)%s"
                    .formatted(
                        state.pid(),
                        state.apiPid(),
                        state.runnerPids().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", ")),
                        state.stays() ? "" : ", for one question")));
    out.println("runners  " + toolsets.path("runners").asInt());
    out.println(
        "jobs     " + jobs(client, "RUNNING") + " running, " + jobs(client, "QUEUED") + " queued");
    List<CorpusView> corpora = client.corpora();
    out.println(
        "corpora  "
            + (corpora.isEmpty()
                ? "none"
                : corpora.stream()
                    .map(c -> c.name() + " (" + c.state() + ")")
                    .collect(Collectors.joining(", "))));
    for (JsonNode plugin : toolsets.path("plugins")) {
      if (!plugin.path("state").asText().equals("ACTIVE")) {
        out.println(
            "plugin   %s is %s: %s"
                .formatted(
                    plugin.path("id").asText(),
                    plugin.path("state").asText(),
                    plugin.path("reason").asText("no reason was told")));
      }
    }
  }

  private static String jobs(PlatformClient client, String state) {
    int count = client.jobs(state, null, JOBS_COUNTED).path("items").size();
    return count < JOBS_COUNTED ? Integer.toString(count) : JOBS_COUNTED + " or more";
  }
}
