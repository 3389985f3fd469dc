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

/** {@code quarry members}. */
@Command(
    name = "members",
    header = "List, add, change or remove members: people with tokens of an identity provider.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry members",
      "  quarry members add Ann --issuer https://id.example --subject 5f2c --role researcher",
      "  quarry members change 0192f7c4-… --role admin",
      "  quarry members remove 0192f7c4-…"
    })
final class MembersCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  MembersCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode member : session.platform().read("/members").path("members")) {
      rows.add(
          List.of(
              member.path("id").asText(),
              member.path("name").asText(),
              member.path("role").asText(),
              member.path("subject").asText(),
              member.path("issuer").asText()));
    }
    Table.print(session.shell().out(), List.of("ID", "NAME", "ROLE", "SUBJECT", "ISSUER"), rows);
  }

  @Command(
      name = "add",
      header = "Add a member.",
      description = "",
      footer = {
        "",
        "Examples:",
        "  quarry members add Ann --issuer https://id.example --subject 5f2c --role researcher"
      })
  void add(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "NAME", description = "As people know the person.") String name,
      @Option(
              names = "--issuer",
              required = true,
              paramLabel = "URL",
              description = "The claim iss of the person's tokens.")
          String issuer,
      @Option(
              names = "--subject",
              required = true,
              paramLabel = "SUBJECT",
              description = "The claim sub of the person's tokens.")
          String subject,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "owner, admin, researcher or viewer.")
          String role) {
    ObjectNode body =
        Json.object()
            .put("issuer", issuer)
            .put("subject", subject)
            .put("name", name)
            .put("role", role);
    session
        .shell()
        .out()
        .println(session.platform().once("POST", "/members", body).path("id").asText());
  }

  @Command(
      name = "change",
      header = "Change the name or the role of a member.",
      description = "",
      footer = {"", "Examples:", "  quarry members change 0192f7c4-… --role admin"})
  void change(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "ID", description = "See: quarry members.") String id,
      @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
          @Nullable String name,
      @Option(names = "--role", paramLabel = "ROLE", description = "The new role.")
          @Nullable String role) {
    ObjectNode body = Json.object();
    if (name != null) {
      body.put("name", name);
    }
    if (role != null) {
      body.put("role", role);
    }
    JsonNode member =
        session.platform().once("PATCH", "/members/" + PlatformClient.escaped(id), body);
    session
        .shell()
        .out()
        .println(member.path("name").asText() + "  " + member.path("role").asText());
  }

  @Command(
      name = "remove",
      header = "Remove a member; its tokens are refused at once.",
      description = "",
      footer = {"", "Examples:", "  quarry members remove 0192f7c4-…"})
  void remove(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "ID", description = "See: quarry members.") String id) {
    session.platform().once("DELETE", "/members/" + PlatformClient.escaped(id), null);
    session.shell().out().println("removed");
  }
}
