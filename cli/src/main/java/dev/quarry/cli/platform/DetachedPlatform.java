package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts {@code quarry up} as a process of its own that outlives this one and its terminal. */
public final class DetachedPlatform {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(150);
  private static final int TAIL_LINES = 15;

  private final Shell shell;
  private final CliLimits limits;
  private final String mainClass;

  public DetachedPlatform(Shell shell, CliLimits limits, String mainClass) {
    this.shell = shell;
    this.limits = limits;
    this.mainClass = mainClass;
  }

  /**
   * Returns when the platform is ready.
   *
   * @param arguments of {@code up}
   * @throws CliException when it does not get ready; it is stopped then
   */
  public PlatformState start(Path home, List<String> arguments) {
    try {
      Files.createDirectories(home.resolve("logs"));
    } catch (IOException e) {
      throw CliException.badInput(
          "The folder %s cannot be written (%s). Choose another with --home or QUARRY_HOME."
              .formatted(home, e.getMessage()),
          e);
    }
    LogTail log = LogTail.open(home.resolve("logs").resolve("up.log"));
    Process process = launch(log.file(), arguments);
    boolean ready = false;
    try {
      PlatformState state = await(home, process, log);
      ready = true;
      return state;
    } finally {
      if (!ready) {
        process.destroy();
      }
    }
  }

  private Process launch(Path log, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LocalPlatform.Config.QUICK_START);
    // Kafka unmaps its files in a way that the JDK warns about.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dquarry.root=" + shell.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(Undisturbed.command(command));
    builder.environment().clear();
    builder.environment().putAll(shell.env());
    try {
      return builder
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw CliException.noPlatform("No process can be started: " + e.getMessage(), e);
    }
  }

  private PlatformState await(Path home, Process process, LogTail log) {
    Instant deadline = Instant.now().plus(limits.start().multipliedBy(2));
    try {
      while (true) {
        Optional<PlatformState> state =
            PlatformState.running(home).filter(s -> s.pid() == process.pid());
        if (state.isPresent()) {
          return state.get();
        }
        if (!process.isAlive()) {
          throw CliException.noPlatform(
              "The platform did not start. The end of %s:\n%s"
                  .formatted(log.file(), log.tail(TAIL_LINES)),
              null);
        }
        if (Instant.now().isAfter(deadline)) {
          throw CliException.noPlatform(
              "The platform was not ready in time. The end of %s:\n%s"
                  .formatted(log.file(), log.tail(TAIL_LINES)),
              null);
        }
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }
}
