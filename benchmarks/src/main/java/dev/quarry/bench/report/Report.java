package dev.quarry.bench.report;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A finished run.
 *
 * @param failures message by benchmark that could not be measured
 */
public record Report(
    Instant began,
    Instant ended,
    boolean quick,
    Machine machine,
    List<Figure> figures,
    Map<String, String> failures) {
  public Report {
    figures = List.copyOf(figures);
    failures = Map.copyOf(failures);
  }

  /** Whether every figure that has a target met it. */
  public boolean allMet() {
    return failures.isEmpty()
        && figures.stream()
            .map(Figure::verdict)
            .allMatch(v -> v == Target.Verdict.MET || v == Target.Verdict.TOLD);
  }
}
