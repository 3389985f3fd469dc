package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry secrets}. */
@Command(
    name = "secrets",
    header =
        "List, set, remove or encrypt anew the secrets of the tenant; their values are never shown.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry secrets",
      "  quarry secrets set wiki.token < token.txt",
      "  quarry secrets remove wiki.token",
      "  quarry secrets rotate"
    })
final class SecretsCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  /** More than any platform takes; what is read beyond it is refused here. */
  private static final int MOST_BYTES = 1 << 20;

  SecretsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode secret : session.platform().read("/secrets").path("secrets")) {
      rows.add(
          List.of(
              secret.path("name").asText(),
              secret.path("version").asText(),
              secret.path("updatedAt").asText()));
    }
    Table.print(session.shell().out(), List.of("NAME", "VERSION", "SET"), rows);
  }

  @Command(
      name = "set",
      header = "Set a secret to what comes on standard input, without the line's end.",
      description = "",
      footer = {"", "Examples:", "  quarry secrets set wiki.token < token.txt"})
  void set(
      @Mixin HelpOption ignored,
      @Parameters(
              paramLabel = "NAME",
              description = "Small letters, digits, dots, hyphens and underscores.")
          String name) {
    JsonNode body = Json.object().put("value", value());
    JsonNode put = session.platform().once("PUT", "/secrets/" + PlatformClient.escaped(name), body);
    session.shell().out().println(name + "  version " + put.path("version").asText());
  }

  private String value() {
    try {
      byte[] bytes = session.shell().in().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw CliException.badInput("Standard input is too long for a secret.");
      }
      String value = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
      if (value.isEmpty()) {
        throw CliException.badInput(
            "The value is missing: it is read from standard input, as in: quarry secrets set NAME < FILE");
      }
      return value;
    } catch (IOException e) {
      throw CliException.badInput("Standard input cannot be read: " + e.getMessage(), e);
    }
  }

  @Command(
      name = "remove",
      header = "Remove a secret.",
      description = "",
      footer = {"", "Examples:", "  quarry secrets remove wiki.token"})
  void remove(
      @Mixin HelpOption ignored,
      @Parameters(paramLabel = "NAME", description = "See: quarry secrets.") String name) {
    session.platform().once("DELETE", "/secrets/" + PlatformClient.escaped(name), null);
    session.shell().out().println("removed");
  }

  @Command(
      name = "rotate",
      header = "Encrypt all secrets of the tenant by a new key.",
      description = "",
      footer = {"", "Examples:", "  quarry secrets rotate"})
  void rotate(@Mixin HelpOption ignored) {
    JsonNode rotated = session.platform().once("POST", "/secrets/rotate", null);
    session.shell().out().println("encrypted anew: " + rotated.path("secrets").asText());
  }

  @Command(
      name = "rewrap",
      header = "As the operator: wrap the keys of all tenants by the installation's present key.",
      description = "",
      footer = {"", "Examples:", "  quarry secrets rewrap"})
  void rewrap(@Mixin HelpOption ignored) {
    JsonNode rewrapped = session.operator().once("POST", "/operator/secrets/rewrap", null);
    session.shell().out().println("wrapped anew: " + rewrapped.path("keys").asText());
  }
}
