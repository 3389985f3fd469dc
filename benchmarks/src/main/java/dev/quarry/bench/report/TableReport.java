package dev.quarry.bench.report;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as lines for a terminal. */
public final class TableReport {
  static final List<String> HEAD =
      List.of("", "figure", "value", "min–max", "pairs", "target", "", "against");

  private TableReport() {}

  public static List<String> lines(Report report) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    report.figures().forEach(figure -> rows.add(row(figure)));
    var widths = new int[HEAD.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < row.size(); i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    report.failures().forEach((id, why) -> lines.add(id + " could not be measured: " + why));
    return lines;
  }

  static List<String> row(Figure figure) {
    Spread value = figure.value();
    return List.of(
        figure.id(),
        figure.what(),
        number(value.median()),
        value.count() < 2 ? "" : number(value.min()) + "–" + number(value.max()),
        pairs(figure),
        target(figure.target()),
        figure.verdict() == Target.Verdict.TOLD
            ? ""
            : figure.verdict().name().toLowerCase(Locale.ROOT),
        figure.baseline());
  }

  private static String pairs(Figure figure) {
    if (figure.baseline().isEmpty()) {
      return "";
    }
    String used = Integer.toString(figure.value().count());
    return figure.discarded() == 0 ? used : used + " (−" + figure.discarded() + ")";
  }

  private static String target(Target target) {
    return switch (target) {
      case Target.AtMost(double limit) -> "≤ " + number(limit);
      case Target.AtLeast(double limit) -> "≥ " + number(limit);
      case Target.None _ -> "";
    };
  }

  /** Three digits that count. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    int decimals = size >= 100 || value == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
