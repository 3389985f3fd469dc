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

/** {@code quarry projects}. */
@Command(
    name = "projects",
    header = "List, make, archive or reopen projects.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry projects",
      "  quarry projects create optics --name \"Lighthouse optics\"",
      "  quarry ask --project optics \"…\"",
      "  quarry projects archive optics"
    })
final class ProjectsCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  ProjectsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode project : session.platform().read("/projects").path("projects")) {
      rows.add(
          List.of(
              project.path("slug").asText(),
              project.path("archived").asBoolean() ? "archived" : "open",
              project.path("name").asText()));
    }
    Table.print(session.shell().out(), List.of("SLUG", "STATE", "NAME"), rows);
  }

  @Command(
      name = "create",
      header = "Make a project.",
      description = "",
      footer = {"", "Examples:", "  quarry projects create optics --name \"Lighthouse optics\""})
  void create(
      @Mixin HelpOption ignored,
      @Option(names = "--name", paramLabel = "NAME", description = "As people know it.")
          @Nullable String name,
      @Parameters(paramLabel = "SLUG", description = "Small letters, digits and hyphens.")
          String slug) {
    ObjectNode body = Json.object().put("slug", slug);
    if (name != null) {
      body.put("name", name);
    }
    session.platform().once("POST", "/projects", body);
    session.shell().out().println(slug);
  }

  @Command(
      name = "archive",
      header = "Take no more jobs for a project; those that it has stay.",
      description = "",
      footer = {"", "Examples:", "  quarry projects archive optics"})
  void archive(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "SLUG", description = "See: quarry projects.") String slug) {
    change(slug, true, "archived");
  }

  @Command(
      name = "reopen",
      header = "Take jobs for an archived project again.",
      description = "",
      footer = {"", "Examples:", "  quarry projects reopen optics"})
  void reopen(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "SLUG", description = "See: quarry projects.") String slug) {
    change(slug, false, "reopened");
  }

  private void change(String slug, boolean archived, String done) {
    String path = "/projects/" + PlatformClient.escaped(slug);
    session.platform().once("PATCH", path, Json.object().put("archived", archived));
    session.shell().out().println(done);
  }
}
