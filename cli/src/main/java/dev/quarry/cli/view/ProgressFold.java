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
      case JobEvent.StateChanged(var now, var awaiting) -> {
        JobState before = state;
        state = now;
        yield now == before ? List.of() : stateLines(before, now);
      }
      case JobEvent.Quiet() -> List.of();
      case JobEvent.Ended(var end) -> {
        state = end;
        yield List.of();
      }
      case JobEvent.Reconnecting(var attempt) ->
          List.of("connection lost, opening it again (attempt " + attempt + ")");
    };
  }

  private List<String> stateLines(JobState before, JobState now) {
    activity =
        switch (now) {
          case QUEUED -> "waiting for a runner";
          case RUNNING -> "thinking";
          case PAUSED -> "paused";
          case WAITING_INPUT, SUCCEEDED, PARTIAL, FAILED, CANCELLED, UNKNOWN -> activity;
        };
    return before == JobState.PAUSED && !now.ended() ? List.of("resumed") : List.of();
  }

  private List<String> step(String kind, JsonNode data) {
    round = Math.max(round, data.path("round").asInt(round));
    tokens += tokensOf(data.path("usage"));
    activity =
        switch (kind) {
          case "replied" -> "working on the reply";
          case "drafted", "input-received" -> "thinking";
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

  /**
   * {@code round 2 · reading … · 1,234 tokens}; empty while the job waits for an answer, which is
   * written where this would stand.
   */
  String status() {
    if (state == JobState.WAITING_INPUT) {
      return "";
    }
    String tokenCount = tokens == 0 ? "" : " · " + Amounts.of(tokens, "token");
    return "round "
        + Math.max(round, roundNow)
        + " · "
        + (activity.isEmpty() ? "starting" : activity)
        + tokenCount;
  }
}
