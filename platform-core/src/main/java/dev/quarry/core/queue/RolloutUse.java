package dev.quarry.core.queue;

import dev.quarry.core.budget.Spending;
import java.util.List;

/**
 * What a rollout has used up, over all its holders.
 *
 * @param lines by model and tool
 * @param workedMillis time while runners worked on it
 */
public record RolloutUse(List<Line> lines, long workedMillis) {
  public static final RolloutUse NONE = new RolloutUse(List.of(), 0);

  public RolloutUse {
    lines = List.copyOf(lines);
  }

  /**
   * @return the same without names
   */
  public Spending spending() {
    long tokens = lines.stream().mapToLong(l -> l.inputTokens() + l.outputTokens()).sum();
    long micros = lines.stream().mapToLong(Line::costMicros).sum();
    long toolCalls =
        lines.stream().filter(l -> l.kind().equals("tool")).mapToLong(Line::calls).sum();
    return new Spending(tokens, micros, toolCalls, workedMillis);
  }

  /**
   * A line of the usage record.
   *
   * @param kind {@code model} or {@code tool}
   * @param name of the model or tool
   * @param costMicros micro-units of the installation's currency
   */
  public record Line(
      String kind, String name, long calls, long inputTokens, long outputTokens, long costMicros) {}
}
