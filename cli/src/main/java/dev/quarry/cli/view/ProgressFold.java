package dev.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.JobEvent;
import dev.quarry.cli.client.JobState;
import java.util.List;

/**
 * What the events of a job so far come to: round, tokens, what is going on. Not safe for threads.
 */
final class ProgressFold {
  /** Of the steps; news of what goes on may come from a round whose steps are still to come. */
  private int round = 1;

  private int roundNow = 1;
  private long tokens;
  private String activity = "";
  private JobState state = JobState.UNKNOWN;

  /** Takes an event; the lines that are to stay. */
  List<String> take(JobEvent event) {
    return switch (event) {
      case JobEvent.StepWritten(var id, var kind, var data) -> step(kind, data);
      case JobEvent.Progress(var at, var note) -> {
        roundNow = Math.max(roundNow, at);
        activity = Printable.line(note);
        yield List.of();
      }
      case JobEvent.StateChanged(var now) -> {
        boolean news = now != state;
        state = now;
        yield news ? stateLine(now) : List.of();
      }
      case JobEvent.Ended(var end) -> {
        state = end;
        yield List.of();
      }
      case JobEvent.Reconnecting(var attempt) ->
          List.of("connection lost, opening it again (attempt " + attempt + ")");
    };
  }

  private List<String> stateLine(JobState now) {
    return switch (now) {
      case QUEUED -> {
        activity = "waiting for a runner";
        yield List.of();
      }
      case RUNNING -> {
        activity = "thinking";
        yield List.of();
      }
      case PAUSED -> List.of("paused");
      case WAITING_INPUT -> List.of("waiting for an answer from its user");
      case SUCCEEDED, PARTIAL, FAILED, CANCELLED, UNKNOWN -> List.of();
    };
  }

  private List<String> step(String kind, JsonNode data) {
    round = Math.max(round, data.path("round").asInt(round));
    tokens += tokensOf(data.path("usage"));
    activity =
        switch (kind) {
          case "replied" -> "working on the reply";
          case "tool-returned" -> "thinking";
          case "limit-hit" -> "writing the answer";
          case "ended" -> "checking citations";
          default -> activity;
        };
    return StepLines.of(kind, data, round);
  }

  private static long tokensOf(JsonNode usage) {
    return usage.path("inputTokens").asLong(usage.path("input").asLong())
        + usage.path("outputTokens").asLong(usage.path("output").asLong());
  }

  /** {@code round 2 · reading … · 1,234 tokens}. */
  String status() {
    String tokenCount = tokens == 0 ? "" : " · " + Amounts.of(tokens, "token");
    return "round "
        + Math.max(round, roundNow)
        + " · "
        + (activity.isEmpty() ? "starting" : activity)
        + tokenCount;
  }
}
