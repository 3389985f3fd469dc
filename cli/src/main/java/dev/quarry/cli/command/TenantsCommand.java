package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.exit.CliException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry tenants}. */
@Command(
    name = "tenants",
    header = "As the operator: list, make, change, suspend, resume or delete tenants.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry tenants",
      "  quarry tenants create acme --name \"Acme Research\" --weight 2",
      "  quarry tenants set acme --max-running 16",
      "  quarry tenants suspend acme",
      "  quarry tenants delete acme --yes"
    })
final class TenantsCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  TenantsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode tenant : session.operator().read("/tenants").path("tenants")) {
      rows.add(
          List.of(
              tenant.path("slug").asText(),
              tenant.path("suspended").asBoolean() ? "suspended" : "active",
              tenant.path("weight").asText(),
              tenant.path("maxRunning").asText(),
              tenant.path("running").asText(),
              tenant.path("queued").asText(),
              tenant.path("name").asText()));
    }
    Table.print(
        session.shell().out(),
        List.of("SLUG", "STATE", "WEIGHT", "CAP", "RUNNING", "QUEUED", "NAME"),
        rows);
  }

  /** What can be given for a new tenant and changed later. */
  static final class Wanted {
    @Option(names = "--name", paramLabel = "NAME", description = "As people know it.")
    @Nullable String name;

    @Option(
        names = "--weight",
        paramLabel = "W",
        description = "Its share of the runners against others', 0.001 to 1000; 1 at first.")
    @Nullable Double weight;

    @Option(
        names = "--max-running",
        paramLabel = "N",
        description = "Most rollouts that run at once; 64 at first.")
    @Nullable Integer maxRunning;

    ObjectNode body() {
      ObjectNode body = Json.object();
      if (name != null) {
        body.put("name", name);
      }
      if (weight != null) {
        body.put("weight", weight);
      }
      if (maxRunning != null) {
        body.put("maxRunning", maxRunning);
      }
      return body;
    }
  }

  @Command(
      name = "create",
      header = "Make a tenant; the key of its owner is shown this once.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants create acme --name \"Acme Research\""})
  void create(
      @Mixin HelpOption ignored,
      @Mixin Wanted wanted,
      @Parameters(paramLabel = "SLUG", description = "Small letters, digits and hyphens.")
          String slug) {
    show(session.operator().once("POST", "/tenants", wanted.body().put("slug", slug)));
  }

  @Command(
      name = "key",
      header = "Make one more owner's key, for a tenant that has lost its own.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants key acme"})
  void key(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "SLUG", description = "See: quarry tenants.") String slug) {
    show(session.operator().once("POST", path(slug) + "/keys", null));
  }

  private void show(JsonNode tenant) {
    session.shell().err().println("Keep the owner's key now: it is not shown again.");
    session.shell().out().println(tenant.path("key").asText());
  }

  @Command(
      name = "set",
      header = "Change a tenant.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants set acme --weight 2 --max-running 16"})
  void set(
      @Mixin HelpOption ignored,
      @Mixin Wanted wanted,
      @Parameters(paramLabel = "SLUG", description = "See: quarry tenants.") String slug) {
    session.operator().once("PATCH", path(slug), wanted.body());
    session.shell().out().println("changed");
  }

  @Command(
      name = "suspend",
      header = "Stop serving a tenant; what runs ends, what waits stays.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants suspend acme"})
  void suspend(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "SLUG", description = "See: quarry tenants.") String slug) {
    session.operator().once("PATCH", path(slug), Json.object().put("suspended", true));
    session.shell().out().println("suspended");
  }

  @Command(
      name = "resume",
      header = "Serve a suspended tenant again.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants resume acme"})
  void resume(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "SLUG", description = "See: quarry tenants.") String slug) {
    session.operator().once("PATCH", path(slug), Json.object().put("suspended", false));
    session.shell().out().println("resumed");
  }

  @Command(
      name = "delete",
      header = "Delete a tenant with all that it has; only its audit log stays.",
      description = "",
      footer = {"", "Examples:", "  quarry tenants delete acme --yes"})
  void delete(
      @Mixin HelpOption ignored,
      @Option(names = "--yes", description = "It cannot be undone, so it has to be said.")
          boolean yes,
      @Parameters(paramLabel = "SLUG", description = "See: quarry tenants.") String slug) {
    if (!yes) {
      throw CliException.badInput(
          "This deletes all jobs, reports and settings of \"" + slug + "\". Say --yes.");
    }
    session.operator().once("DELETE", path(slug), null);
    session.shell().out().println("deleted");
  }

  private static String path(String slug) {
    return "/tenants/" + PlatformClient.escaped(slug);
  }
}
