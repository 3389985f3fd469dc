package dev.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A finished step as one or a few short lines for a person; most steps need none. */
final class StepLines {
  private static final Pattern SEARCHED =
      Pattern.compile("search for '(.*?)' found (\\d+) results|No results found for '(.*?)'\\.");
  private static final int LONGEST_QUERY = 80;
  private static final int LONGEST_DETAIL = 200;

  private StepLines() {}

  /**
   * @param round that the step belongs to, from 1
   */
  static List<String> of(String kind, JsonNode data, int round) {
    return switch (kind) {
      case "tool-returned" -> toolReturned(data, round);
      case "reply-rejected" -> List.of(line(round, "repair", detail(data.path("reason").asText())));
      case "input-received" -> List.of(line(round, "told", told(data)));
      case "nudged" ->
          List.of(line(round, "nudge", "the model neither called a tool nor answered; told so"));
      case "limit-hit" ->
          List.of(
              line(
                  round,
                  "limit",
                  detail(data.path("detail").asText()) + "; asking for the answer"));
      case "leased" -> takenOver(data, round);
      case "ended" -> List.of(line(round, "end", ending(data.path("termination").asText())));
      default -> List.of();
    };
  }

  private static String told(JsonNode data) {
    String message = detail(data.path("message").asText());
    return data.path("approved").asBoolean() ? ("approved  " + message).strip() : message;
  }

  private static String ending(String termination) {
    return switch (termination) {
      case "ANSWER" -> "answered";
      case "CONTEXT_LIMIT_ANSWER" -> "answered, because the context was full";
      case "CONTEXT_LIMIT_FORMAT_ERROR" -> "the context was full, and no answer was marked as one";
      case "CALLS_EXHAUSTED" -> "the budget is used up, and no answer came";
      case "BUDGET_ANSWER" -> "answered, because a budget is used up";
      case "BUDGET_EXHAUSTED" -> "a budget of the tenant or the project is used up";
      case "ANSWER_NOT_FOUND" -> "the model neither called a tool nor answered";
      case "TIME_EXHAUSTED" -> "the time is used up, and no answer came";
      case "MODEL_FAILED" -> "the model could not be asked";
      case "CANCELLED" -> "cancelled";
      default -> termination.toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static List<String> takenOver(JsonNode data, int round) {
    int attempt = data.path("attempt").asInt(1);
    if (attempt < 2) {
      return List.of();
    }
    String runner = Printable.line(data.path("runner").asText());
    return List.of(line(round, "resume", "attempt " + attempt + " by " + runner));
  }

  private static List<String> toolReturned(JsonNode data, int round) {
    String tool = Printable.line(data.path("tool").asText(""));
    String failure = data.path("failure").asText("");
    if (!failure.isEmpty()) {
      String said = lastLine(data.path("content").asText());
      return List.of(
          line(
              round,
              tool.isEmpty() ? "call" : tool,
              "failed (" + failure + ")" + (said.isEmpty() ? "" : ": " + said)));
    }
    List<String> lines = new ArrayList<>();
    if (tool.contains("search")) {
      Matcher searched = SEARCHED.matcher(data.path("content").asText());
      while (searched.find()) {
        boolean none = searched.group(1) == null;
        String query = Printable.fit(Printable.line(searched.group(none ? 3 : 1)), LONGEST_QUERY);
        long found = none ? 0 : Long.parseLong(searched.group(2));
        lines.add(line(round, "search", "\"" + query + "\"  → " + Amounts.of(found, "result")));
      }
    } else {
      for (JsonNode source : data.path("sources")) {
        String title = Printable.line(source.path("title").asText());
        String url = Printable.line(source.path("url").asText());
        lines.add(line(round, "read", title.isEmpty() ? url : title + " (" + url + ")"));
      }
    }
    if (lines.isEmpty()) {
      lines.add(line(round, tool, data.path("durationMs").asLong() + " ms"));
    }
    return lines;
  }

  /** Where a tool says why: its last words. */
  private static String lastLine(String content) {
    return detail(content.lines().filter(l -> !l.isBlank()).reduce("", (before, line) -> line));
  }

  private static String detail(String text) {
    return Printable.fit(Printable.line(text), LONGEST_DETAIL);
  }

  private static String line(int round, String what, String detail) {
    return String.format("round %-2d  %-7s %s", round, what, detail).stripTrailing();
  }
}
