package dev.quarry.cli.shell;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Which of the standard streams are a terminal, and how wide it is.
 *
 * @param in whether standard input comes from one
 * @param out whether standard output does
 * @param err whether standard error does
 * @param columns of the terminal
 */
public record TerminalSize(boolean in, boolean out, boolean err, int columns) {
  /** Where no terminal tells. */
  public static final int DEFAULT_COLUMNS = 80;

  private static final File TERMINAL = new File("/dev/tty");
  private static final int ANSWER_SECONDS = 2;

  /** No terminal at all. */
  public static TerminalSize none() {
    return new TerminalSize(false, false, false, DEFAULT_COLUMNS);
  }

  /** Asks the operating system. The JDK tells only whether all streams together are a terminal. */
  public static TerminalSize detect() {
    boolean out = isTerminal(1);
    boolean err = isTerminal(2);
    int columns = out || err ? columnsOfTerminal() : DEFAULT_COLUMNS;
    return new TerminalSize(isTerminal(0), out, err, columns);
  }

  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
      Process test =
          new ProcessBuilder("test", "-t", Integer.toString(descriptor)).inheritIO().start();
      return test.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int columnsOfTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(
              stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      String[] rowsAndColumns = answer.strip().split(" ", 2);
      int columns = rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    } catch (IOException | NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }
}
