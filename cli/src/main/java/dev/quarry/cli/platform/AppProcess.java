package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One application of the platform as a child process. */
final class AppProcess {
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final int TAIL_LINES = 15;
  private static final String ENDED = "ended unexpectedly (exit %d)";

  private final String name;
  private final Process process;
  private final LogTail log;
  private final URI ready;

  private AppProcess(String name, Process process, LogTail log, URI ready) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.ready = ready;
  }

  /**
   * Starts it; it is not ready yet.
   *
   * @param command program and arguments
   * @param environment its whole environment
   * @param logFile where its output is appended
   * @param port at which it will tell whether it is ready
   */
  static AppProcess start(
      String name, List<String> command, Map<String, String> environment, Path logFile, int port) {
    LogTail log = LogTail.open(logFile);
    ProcessBuilder builder = new ProcessBuilder(Undisturbed.command(command));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    try {
      URI ready = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
      return new AppProcess(name, builder.start(), log, ready);
    } catch (IOException e) {
      throw CliException.noPlatform(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Whether it says that it is ready. */
  boolean ready(HttpClient http) {
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(PROBE).GET().build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }

  /** What is to be said when it is not as it should be. */
  CliException trouble(String what) {
    return CliException.noPlatform(
        "%s %s. The end of its log %s:\n%s".formatted(name, what, log.file(), log.tail(TAIL_LINES)),
        null);
  }

  /** What is to be said when it has ended by itself. */
  CliException ended() {
    return trouble(ENDED.formatted(process.exitValue()));
  }

  /** The same in half a line, empty while it runs. */
  String endedHow() {
    return alive() ? "" : name + " " + ENDED.formatted(process.exitValue());
  }

  /** Asks it to end, waits, and kills it when it does not. */
  void stop(Duration limit) {
    process.destroy();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
