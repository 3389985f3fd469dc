package dev.quarry.cli;

import dev.quarry.cli.client.ProblemException;
import dev.quarry.cli.command.QuarryCommand;
import dev.quarry.cli.command.Session;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.exit.ExitCode;
import dev.quarry.cli.platform.Backends;
import dev.quarry.cli.shell.Interruption;
import dev.quarry.cli.shell.Shell;
import dev.quarry.cli.shell.StackLog;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;

/** The program {@code quarry}. */
public final class QuarryCli {
  private static final int HELP_COLUMNS = 100;
  private static final Duration LONGEST_CLEAN_UP = Duration.ofMinutes(2);

  private final Shell shell;
  private final Backends.Starter starter;
  private final String mainClass;

  /**
   * @param starter of the backends of a local platform
   * @param mainClass that starts this program again as a process of its own
   */
  QuarryCli(Shell shell, Backends.Starter starter, String mainClass) {
    this.shell = shell;
    this.starter = starter;
    this.mainClass = mainClass;
  }

  public static void main(String[] args) {
    process(new LocalBackends.Starter(), QuarryCli.class.getName(), args);
  }

  /** Runs one command as the whole process. */
  static void process(Backends.Starter starter, String mainClass, String... args) {
    StackLog.silence();
    Shell shell = Shell.system();
    Interruption interruption = Interruption.guard(LONGEST_CLEAN_UP, shell.err());
    int code;
    try {
      code = new QuarryCli(shell, starter, mainClass).run(args);
    } finally {
      shell.out().flush();
      interruption.finished();
    }
    System.exit(code);
  }

  /** Runs one command; its exit code. */
  int run(String... args) {
    Session session = new Session(shell, starter, mainClass);
    CommandLine line = QuarryCommand.commandLine(session);
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(HELP_COLUMNS);
    boolean colours = shell.terminal().out() && shell.styled();
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            colours ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((e, given) -> usage(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e));
    int code = line.execute(args);
    shell.out().flush();
    return code;
  }

  private int usage(CommandLine.ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    shell.err().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(
        e, new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched && unquoted(unmatched)) {
      shell.err().println("A question of several words stands in quotes.");
    }
    shell.err().println("See: " + command + " --help");
    return ExitCode.BAD_INPUT.code();
  }

  private static boolean unquoted(CommandLine.UnmatchedArgumentException e) {
    return e.getCommandLine().getCommandName().equals("ask") && !e.isUnknownOption();
  }

  private int failed(Exception e) {
    CliException told =
        switch (e) {
          case CliException known -> known;
          case ProblemException problem -> problem.toExit();
          default ->
              CliException.noPlatform(
                  "Something unexpected happened: %s. Run it again with QUARRY_DEBUG=1 to see where."
                      .formatted(e),
                  e);
        };
    shell.err().println(told.getMessage());
    if (shell.debug()) {
      e.printStackTrace(shell.err());
    }
    return told.exitCode().code();
  }
}
