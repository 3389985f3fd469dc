package dev.quarry.faults.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done, a line for each fault. */
final class Ledger {
  private final List<Line> lines = new ArrayList<>();

  /**
   * A fault.
   *
   * @param jobs that ran meanwhile
   * @param kills processes that ended
   * @param takeovers leases that expired and were taken by another
   * @param fenced writes that were refused
   * @param repeated model calls beyond the recorded replies
   * @param unowned longest time that a job was without a holder
   * @param stall by how much the machine was late at its worst
   * @param took all of it
   */
  record Line(
      String fault,
      int jobs,
      int kills,
      long takeovers,
      long fenced,
      long repeated,
      Duration unowned,
      Duration stall,
      Duration took) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %d | %d | %d | %d | %s | %.1f | %.1f |",
          fault,
          jobs,
          kills,
          takeovers,
          fenced,
          repeated,
          unowned.isZero() ? "–" : String.format(Locale.ROOT, "%.1f", unowned.toMillis() / 1e3),
          stall.toMillis() / 1e3,
          took.toMillis() / 1e3);
    }
  }

  synchronized void add(Line line) {
    lines.add(line);
    System.out.println(line);
  }

  /** Writes the table to a file and to the terminal. */
  synchronized void print(Path file) throws IOException {
    var table = new StringBuilder();
    table.append(
        "| Fault | Jobs | Kills | Takeovers | Fenced writes | Repeated calls | Unowned, s | Stall, s | Took, s |\n");
    table.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    lines.forEach(line -> table.append(line).append('\n'));
    table.append(
        String.format(
            Locale.ROOT,
            "%n%d faults, %d jobs, %d kills, %d takeovers, %d fenced writes, %d repeated calls.%n",
            lines.size(),
            lines.stream().mapToInt(Line::jobs).sum(),
            lines.stream().mapToInt(Line::kills).sum(),
            lines.stream().mapToLong(Line::takeovers).sum(),
            lines.stream().mapToLong(Line::fenced).sum(),
            lines.stream().mapToLong(Line::repeated).sum()));
    Files.writeString(file, table);
    System.out.println();
    System.out.println(table);
  }
}
