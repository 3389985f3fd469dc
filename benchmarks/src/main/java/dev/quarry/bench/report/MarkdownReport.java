package dev.quarry.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as a piece of {@code docs/performance.md}: where and when, then the table. */
public final class MarkdownReport {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private MarkdownReport() {}

  public static void write(Report report, Path file) throws IOException {
    Files.write(file, lines(report));
  }

  static List<String> lines(Report report) {
    var lines = new ArrayList<String>();
    lines.add(where(report));
    lines.add("");
    lines.add(row(TableReport.HEAD));
    lines.add(row(Collections.nCopies(TableReport.HEAD.size(), "---")));
    report.figures().forEach(figure -> lines.add(row(TableReport.row(figure))));
    if (!report.failures().isEmpty()) {
      lines.add("");
      report
          .failures()
          .forEach((id, why) -> lines.add("- %s could not be measured: %s".formatted(id, why)));
    }
    return lines;
  }

  private static String where(Report report) {
    Machine machine = report.machine();
    return "%s, %d min%s; %d cores, %s GiB of memory, %s, JDK %s, PostgreSQL %s; load before it %s."
        .formatted(
            DAY.format(report.began()),
            Duration.between(report.began(), report.ended()).toMinutes(),
            report.quick() ? ", quick form" : "",
            machine.cores(),
            TableReport.number(machine.memoryMegabytes() / 1024.0),
            machine.os(),
            machine.jdk(),
            machine.postgres(),
            TableReport.number(machine.loadBefore()));
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
