package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.PlatformClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry audit}. */
@Command(
    name = "audit",
    header = "Show who did what, the newest first.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry audit",
      "  quarry audit --action key. --limit 100",
      "  quarry audit --operator"
    })
final class AuditCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(names = "--operator", description = "The log of the operator.")
  private boolean operator;

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "Only actions that begin so, as in key. or member.add.")
  private String action = "";

  @Option(names = "--actor", paramLabel = "ID", description = "Only what this key or member did.")
  private String actor = "";

  @Option(names = "--limit", paramLabel = "N", description = "Lines, at most 100. Default: 20.")
  private int limit = 20;

  AuditCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PlatformClient client = operator ? session.operator() : session.platform();
    String query =
        "?limit=%d&action=%s&actor=%s"
            .formatted(limit, PlatformClient.escaped(action), PlatformClient.escaped(actor));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode event :
        client.read((operator ? "/operator/audit" : "/audit") + query).path("items")) {
      rows.add(
          List.of(
              event.path("at").asText(),
              event.path("actorKind").asText() + ":" + event.path("actorId").asText(),
              event.path("peer").asText(),
              event.path("action").asText(),
              event.path("object").asText(),
              event.path("outcome").asText()));
    }
    Table.print(
        session.shell().out(), List.of("AT", "WHO", "FROM", "ACTION", "OBJECT", "OUTCOME"), rows);
  }
}
