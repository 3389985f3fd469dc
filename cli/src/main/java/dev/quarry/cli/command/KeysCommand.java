package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry keys}. */
@Command(
    name = "keys",
    header = "List, make or revoke API keys of the tenant.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry keys",
      "  quarry keys create ci --role researcher",
      "  quarry keys create nightly --scope jobs:read --scope jobs:write --expires 2027-01-31T00:00:00Z",
      "  quarry keys revoke Ab12Cd34"
    })
final class KeysCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  KeysCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode key : session.platform().read("/keys").path("keys")) {
      rows.add(
          List.of(
              key.path("id").asText(),
              key.path("name").asText(),
              key.path("role").asText("scopes"),
              key.has("revokedAt") ? "revoked" : key.path("expiresAt").asText("never ends"),
              key.path("lastUsedAt").asText("never used")));
    }
    Table.print(session.shell().out(), List.of("ID", "NAME", "ROLE", "ENDS", "LAST USED"), rows);
  }

  @Command(
      name = "create",
      header = "Make a key; it is shown this once.",
      description = "",
      footer = {
        "",
        "Examples:",
        "  quarry keys create ci --role researcher",
        "  quarry keys create office --role viewer --from 203.0.113.0/24"
      })
  void create(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              description = "owner, admin, researcher or viewer.")
          @Nullable String role,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              description = "Instead of a role; may be given several times.")
          @Nullable List<String> scopes,
      @Option(
              names = "--from",
              paramLabel = "RANGE",
              description = "Addresses it may come from; may be given several times.")
          @Nullable List<String> ranges,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "When it ends, as in 2027-01-31T00:00:00Z.")
          @Nullable String expires) {
    ObjectNode body = Json.object().put("name", name);
    if (role != null) {
      body.put("role", role);
    }
    if (scopes != null) {
      scopes.forEach(body.putArray("scopes")::add);
    }
    if (ranges != null) {
      ranges.forEach(body.putArray("allowedCidrs")::add);
    }
    if (expires != null) {
      body.put("expiresAt", expires);
    }
    PlatformClient client = session.platform();
    JsonNode made = client.once("POST", "/keys", body);
    session.shell().err().println("Keep it now: it is not shown again.");
    session.shell().out().println(made.path("key").asText());
  }

  @Command(
      name = "revoke",
      header = "Revoke a key; within seconds it is refused.",
      description = "",
      footer = {"", "Examples:", "  quarry keys revoke Ab12Cd34"})
  void revoke(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "ID", description = "See: quarry keys.") String id) {
    session.platform().once("DELETE", "/keys/" + PlatformClient.escaped(id), null);
    session.shell().out().println("revoked");
  }
}
