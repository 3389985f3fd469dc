package dev.quarry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.exit.CliException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry budgets}. */
@Command(
    name = "budgets",
    header = "List, set or remove limits of tokens, money, tool calls and time.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  quarry budgets",
      "  quarry budgets set month --money 50 --tokens 20000000",
      "  quarry budgets set day --project optics --tokens 2000000",
      "  quarry budgets set month --tenant acme --money 500",
      "  quarry budgets remove day --project optics"
    })
final class BudgetsCommand implements Runnable {
  private static final int DECIMALS = 6;

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--tenant",
      paramLabel = "SLUG",
      description = "As the operator: those of that tenant.")
  private @Nullable String tenant;

  BudgetsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    JsonNode budgets =
        tenant == null
            ? session.platform().read("/budgets")
            : session.operator().read("/tenants/" + PlatformClient.escaped(tenant) + "/budgets");
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode budget : budgets.path("budgets")) {
      row(rows, budget, "tokens", "tokens");
      row(rows, budget, "costMicros", "money");
      row(rows, budget, "toolCalls", "tool calls");
      row(rows, budget, "slotSeconds", "slot seconds");
    }
    Table.print(
        session.shell().out(),
        List.of("OF", "PERIOD", "WHAT", "LIMIT", "USED", "RESERVED", "RENEWS"),
        rows);
  }

  private static void row(List<List<String>> rows, JsonNode budget, String field, String what) {
    if (budget.path("limits").has(field)) {
      rows.add(
          List.of(
              budget.path("project").asText(budget.path("scope").asText()),
              budget.path("period").asText(),
              what,
              amount(field, budget.path("limits")),
              amount(field, budget.path("used")),
              budget.path("reserved").has(field) ? amount(field, budget.path("reserved")) : "-",
              budget.path("renews").asText("never")));
    }
  }

  private static String amount(String field, JsonNode amounts) {
    long amount = amounts.path(field).asLong();
    return field.equals("costMicros")
        ? BigDecimal.valueOf(amount, DECIMALS).stripTrailingZeros().toPlainString()
        : Long.toString(amount);
  }

  /** Whose budget it is. */
  static final class Whose {
    @Option(names = "--project", paramLabel = "SLUG", description = "Of that project.")
    @Nullable String project;

    @Option(
        names = "--tenant",
        paramLabel = "SLUG",
        description = "As the operator: of that tenant, which cannot change it.")
    @Nullable String tenant;

    String path(String period) {
      if (project != null && tenant != null) {
        throw CliException.badInput("--project and --tenant are both there; one is accepted.");
      }
      String budget = "/budgets/" + PlatformClient.escaped(period);
      if (tenant != null) {
        return "/tenants/" + PlatformClient.escaped(tenant) + budget;
      }
      return project == null ? budget : budget + "?project=" + PlatformClient.escaped(project);
    }

    PlatformClient client(Session session) {
      return tenant == null ? session.platform() : session.operator();
    }
  }

  /** What a budget limits. */
  static final class Limits {
    @Option(
        names = "--tokens",
        paramLabel = "N",
        description = "Tokens of prompts and replies together.")
    @Nullable Long tokens;

    @Option(
        names = "--money",
        paramLabel = "AMOUNT",
        description = "In the platform's currency, as in 12.50.")
    @Nullable BigDecimal money;

    @Option(names = "--tool-calls", paramLabel = "N", description = "Calls of tools.")
    @Nullable Long toolCalls;

    @Option(
        names = "--slot-seconds",
        paramLabel = "N",
        description = "Time while runners work, of all jobs together.")
    @Nullable Long slotSeconds;

    ObjectNode body() {
      if (Stream.of(tokens, money, toolCalls, slotSeconds).allMatch(Objects::isNull)) {
        throw CliException.badInput(
            "Nothing is limited; give one or more of --tokens, --money, --tool-calls,"
                + " --slot-seconds.");
      }
      ObjectNode body = Json.object();
      if (tokens != null) {
        body.put("tokens", tokens);
      }
      if (money != null) {
        body.put("costMicros", micros(money));
      }
      if (toolCalls != null) {
        body.put("toolCalls", toolCalls);
      }
      if (slotSeconds != null) {
        body.put("slotSeconds", slotSeconds);
      }
      return body;
    }

    private static long micros(BigDecimal money) {
      try {
        return money.movePointRight(DECIMALS).longValueExact();
      } catch (ArithmeticException e) {
        throw CliException.badInput(
            "--money is %s; at most six decimals are accepted.".formatted(money.toPlainString()));
      }
    }
  }

  @Command(
      name = "set",
      header = "Set the limits of a day, of a month or in total.",
      description = "What is not given is not limited.",
      footer = {"", "Examples:", "  quarry budgets set month --money 50 --tokens 20000000"})
  void set(
      @Mixin HelpOption ignored,
      @Mixin Whose whose,
      @Mixin Limits limits,
      @Parameters(paramLabel = "PERIOD", description = "day, month or total.") String period) {
    ObjectNode body = limits.body();
    whose.client(session).once("PUT", whose.path(period), body);
    session.shell().out().println("set");
  }

  @Command(
      name = "remove",
      header = "Remove all limits of a day, of a month or in total.",
      description = "",
      footer = {"", "Examples:", "  quarry budgets remove day --project optics"})
  void remove(
      @Mixin HelpOption ignored,
      @Mixin Whose whose,
      @Parameters(paramLabel = "PERIOD", description = "day, month or total.") String period) {
    whose.client(session).once("DELETE", whose.path(period), null);
    session.shell().out().println("removed");
  }
}
