package dev.quarry.cli.view;

import dev.quarry.cli.client.ReportView;
import dev.quarry.cli.shell.Shell;
import java.util.regex.Pattern;

/**
 * The report on standard output: as it is when piped, lightly styled and with its checked quotes on
 * a terminal.
 */
public final class ReportPrinter {
  /** The list of sources at the end; on a terminal the citations take its place. */
  private static final Pattern SOURCES_AT_END =
      Pattern.compile(
          "\\n#{1,6} (?:Sources|References|Citations)\\s*\\n(?![\\s\\S]*\\n#{1,6} )[\\s\\S]*\\z");

  private ReportPrinter() {}

  /** The report for people or, where standard output is no terminal, its Markdown. */
  public static void print(ReportView report, Shell shell) {
    if (!shell.terminal().out()) {
      shell.out().println(report.markdown().stripTrailing());
      return;
    }
    boolean styled = shell.styled();
    String markdown = Printable.lines(report.markdown()).stripTrailing();
    if (!report.citations().isEmpty()) {
      markdown = SOURCES_AT_END.matcher(markdown).replaceFirst("").stripTrailing();
    }
    shell.out().println(styled ? MarkdownStyle.styled(markdown) : markdown);
    citations(report, shell, styled);
  }

  private static void citations(ReportView report, Shell shell, boolean styled) {
    if (report.citations().isEmpty()) {
      return;
    }
    shell.out().println();
    shell.out().println(paint("Citations", MarkdownStyle.BOLD, styled));
    for (ReportView.Citation c : report.citations()) {
      String mark =
          c.verified()
              ? paint("✓", MarkdownStyle.GREEN, styled)
              : paint("✗", MarkdownStyle.RED, styled);
      String title = Printable.line(c.title());
      String url = Printable.line(c.url());
      shell
          .out()
          .println(
              mark
                  + " ["
                  + c.n()
                  + "] "
                  + (title.isEmpty() ? url : title + "  " + paint(url, MarkdownStyle.DIM, styled)));
      String quote = Printable.line(c.quote());
      shell
          .out()
          .println(
              "      "
                  + (quote.isEmpty() ? "no quote was given" : "\"" + quote + "\"")
                  + (c.verified() || quote.isEmpty() ? "" : "  (not verified)"));
    }
  }

  private static String paint(String text, String style, boolean styled) {
    return styled ? style + text + MarkdownStyle.PLAIN : text;
  }
}
