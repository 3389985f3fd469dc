package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.PlatformClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry whoami}. */
@Command(
    name = "whoami",
    header = "Show who the key makes you: tenant, role and scopes.",
    description = "",
    footer = {"", "Examples:", "  quarry whoami", "  quarry whoami --operator"})
final class WhoamiCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(names = "--operator", description = "With the operator's key.")
  private boolean operator;

  WhoamiCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PlatformClient client = operator ? session.operator() : session.platform();
    JsonNode who = client.read("/whoami");
    List<String> scopes = new ArrayList<>();
    who.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    Fields.print(
        session.shell().out(),
        List.of(
            List.of("who", who.path("kind").asText() + " " + who.path("id").asText()),
            List.of("name", who.path("name").asText()),
            List.of("tenant", who.path("tenant").path("slug").asText("")),
            List.of("role", who.path("role").asText("")),
            List.of("scopes", String.join(" ", scopes))));
  }
}
