package dev.quarry.bench;

import dev.quarry.harness.PlatformProcesses;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The program behind {@code ./quarry bench}; the launcher sets the property quarry.root. */
public final class BenchMain {
  private static final int BAD_INPUT = 3;
  private static final int FAILED = 4;
  private static final int HELP_COLUMNS = 100;

  private BenchMain() {}

  public static void main(String[] args) {
    // Kafka clients tell every setting; what matters stands in the report.
    Logger.getLogger("").setLevel(Level.SEVERE);
    System.exit(commandLine(PlatformProcesses.ROOT).execute(args));
  }

  static CommandLine commandLine(Path root) {
    return new CommandLine(new BenchCommand(root))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setUsageHelpWidth(HELP_COLUMNS)
        .setParameterExceptionHandler(
            (e, given) -> {
              e.getCommandLine().getErr().println(e.getMessage());
              e.getCommandLine().getErr().println("See: ./quarry bench --help");
              return BAD_INPUT;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              e.printStackTrace(command.getErr());
              return FAILED;
            });
  }
}
