package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.view.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry toolsets}. */
@Command(
    name = "toolsets",
    header = "List toolsets, their tools, sources and plugins.",
    description = "",
    footer = {"", "Examples:", "  quarry toolsets", "  quarry toolsets --json | jq '.plugins[]'"})
final class ToolsetsCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(names = "--json", description = "The platform's answer as JSON on one line.")
  private boolean json;

  ToolsetsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    JsonNode answer = session.platform().toolsets();
    PrintStream out = session.shell().out();
    if (json) {
      out.println(Json.line(answer));
      return;
    }
    List<List<String>> tools = new ArrayList<>();
    for (JsonNode toolset : answer.path("toolsets")) {
      for (JsonNode tool : toolset.path("tools")) {
        tools.add(
            List.of(
                text(toolset, "name"),
                text(tool, "name"),
                text(tool, "effect"),
                text(toolset, "plugin") + " " + text(toolset, "version")));
      }
    }
    Table.print(out, List.of("TOOLSET", "TOOL", "EFFECT", "PLUGIN"), tools);
    List<List<String>> sources = new ArrayList<>();
    for (JsonNode source : answer.path("sources")) {
      sources.add(List.of(text(source, "id"), text(source, "kind"), text(source, "plugin")));
    }
    out.println();
    Table.print(out, List.of("SOURCE", "KIND", "PLUGIN"), sources);
    List<List<String>> plugins = new ArrayList<>();
    for (JsonNode plugin : answer.path("plugins")) {
      plugins.add(
          List.of(
              text(plugin, "id"),
              text(plugin, "version"),
              text(plugin, "state"),
              Printable.line(plugin.path("reason").asText(""))));
    }
    out.println();
    Table.print(out, List.of("PLUGIN", "VERSION", "STATE", "REASON"), plugins);
  }

  private static String text(JsonNode node, String field) {
    return Printable.line(node.path(field).asText("-"));
  }
}
