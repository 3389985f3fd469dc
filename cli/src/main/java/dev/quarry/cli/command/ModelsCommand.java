package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry models}. */
@Command(
    name = "models",
    header = "List model profiles.",
    description = {
      "",
      "QUARRY_MODEL_URL, QUARRY_MODEL_NAME and QUARRY_MODEL_KEY set up an OpenAI-compatible server",
      "for a platform that is started here.",
      ""
    },
    footer = {"", "Examples:", "  quarry models", "  quarry models --json"})
final class ModelsCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(names = "--json", description = "The platform's answer as JSON on one line.")
  private boolean json;

  ModelsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    JsonNode answer = session.platform().models();
    if (json) {
      session.shell().out().println(Json.line(answer));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode model : answer.path("models")) {
      List<String> roles = new ArrayList<>();
      model.path("roles").forEach(role -> roles.add(role.asText()));
      rows.add(
          List.of(
              model.path("name").asText() + (model.path("default").asBoolean() ? " (default)" : ""),
              model.path("model").asText("-"),
              model.path("protocol").asText("-"),
              model.path("contextTokens").asText("-"),
              String.join(", ", roles)));
    }
    Table.print(
        session.shell().out(), List.of("NAME", "MODEL", "PROTOCOL", "CONTEXT", "ROLES"), rows);
  }
}
