package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.view.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry usage}. */
@Command(
    name = "usage",
    header = "Tell what was used up: calls, tokens, time and money.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry usage",
      "  quarry usage --by submitter --every month --from 2026-01-01",
      "  quarry usage --operator"
    })
final class UsageCommand implements Runnable {
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "A line for each: project, submitter, mode, model or tool.")
  private @Nullable String by;

  @Option(names = "--every", paramLabel = "TIME", description = "A line for each day or month.")
  private @Nullable String every;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day, as in 2026-11-01, UTC. Default: the first of the month.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description = "The day after the last. Default: tomorrow.")
  private @Nullable String to;

  @Option(names = "--operator", description = "As the operator: a line for each tenant.")
  private boolean operator;

  @Option(names = "--json", description = "The platform's answer as JSON on one line.")
  private boolean json;

  UsageCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    JsonNode usage =
        operator
            ? session.operator().read("/operator/usage" + query(null))
            : session.platform().read("/usage" + query(by));
    if (json) {
      session.shell().out().println(Json.line(usage));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : usage.path("rows")) {
      rows.add(line(row, usage));
    }
    rows.add(line(Json.object().put("key", "total").set("used", usage.path("total")), usage));
    Table.print(
        session.shell().out(),
        List.of(
            "FROM",
            "WHAT",
            "JOBS",
            "MODEL CALLS",
            "TOOL CALLS",
            "INPUT",
            "OUTPUT",
            "SLOT S",
            "COST"),
        rows);
  }

  private String query(@Nullable String grouping) {
    List<String> parts =
        Stream.of(part("by", grouping), part("every", every), part("from", from), part("to", to))
            .filter(part -> !part.isEmpty())
            .toList();
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static String part(String name, @Nullable String value) {
    return value == null ? "" : name + "=" + PlatformClient.escaped(value);
  }

  private static List<String> line(JsonNode row, JsonNode usage) {
    JsonNode used = row.path("used");
    String key = row.path("key").asText();
    return List.of(
        row.path("start").asText(usage.path("from").asText()),
        row.has("name")
            ? "%s (%s)".formatted(row.path("name").asText(), key)
            : key.isEmpty() ? "(none)" : key,
        used.path("jobs").asText(),
        used.path("modelCalls").asText(),
        used.path("toolCalls").asText(),
        used.path("inputTokens").asText(),
        used.path("outputTokens").asText(),
        used.path("slotSeconds").asText("-"),
        Amounts.money(used.path("costMicros").asLong(), usage.path("currency").asText()));
  }
}
