package dev.quarry.cli.platform;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An application that is started again when it ends by itself: no job is lost by that, and whoever
 * waits for one need not know. It is given up when it ends again and again.
 */
final class SupervisedApp {
  /** An application that ran this long before it ended has its restarts back. */
  private static final Duration STABLE = Duration.ofMinutes(1);

  /**
   * How it is started.
   *
   * @param command program and arguments
   * @param environment its whole environment
   * @param log where its output is appended
   * @param port at which it tells whether it is ready
   */
  record Launch(
      String name, List<String> command, Map<String, String> environment, Path log, int port) {
    Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    AppProcess start() {
      return AppProcess.start(name, command, environment, log, port);
    }
  }

  private final Launch launch;
  private final int mostRestarts;
  private AppProcess process;
  private long startedNanos = System.nanoTime();
  private int restarts;

  /**
   * Starts it; it is not ready yet.
   *
   * @param mostRestarts in a row
   */
  SupervisedApp(Launch launch, int mostRestarts) {
    this.launch = launch;
    this.mostRestarts = mostRestarts;
    this.process = launch.start();
  }

  AppProcess process() {
    return process;
  }

  boolean ready(HttpClient http) {
    return process.ready(http);
  }

  /**
   * Starts it again if it has ended.
   *
   * @return whether it had
   * @throws dev.quarry.cli.exit.CliException when it ended too often in a row
   */
  boolean revive() {
    if (process.alive()) {
      return false;
    }
    if (System.nanoTime() - startedNanos > STABLE.toNanos()) {
      restarts = 0;
    }
    if (++restarts > mostRestarts) {
      throw process.ended();
    }
    process = launch.start();
    startedNanos = System.nanoTime();
    return true;
  }
}
