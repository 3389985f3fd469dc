package dev.quarry.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The API or a runner, as a process. */
public final class AppProcess {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String name;
  private final Process process;
  private final URI url;
  private final Path log;

  AppProcess(String name, Process process, URI url, Path log) {
    this.name = name;
    this.process = process;
    this.url = url;
    this.log = log;
  }

  public String name() {
    return name;
  }

  public Process process() {
    return process;
  }

  /**
   * @return where it answers
   */
  public URI url() {
    return url;
  }

  /**
   * @throws AssertionError with its log, when it ends or takes longer than five minutes
   */
  public void awaitReady() throws InterruptedException {
    Instant deadline = Instant.now().plus(START);
    while (Instant.now().isBefore(deadline)) {
      if (!process.isAlive()) {
        throw new AssertionError(
            "%s ended with status %d: %s".formatted(name, process.exitValue(), log()));
      }
      try {
        if (get("/q/health/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Not listening yet.
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(name + " is not ready after " + START + ": " + log());
  }

  /**
   * @param name as Prometheus has it, for example {@code quarry_fence_rejected_total}
   * @return the sum over its labels, 0 where there is none yet
   */
  public double metric(String name) throws IOException, InterruptedException {
    return get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it the hard way, by id. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, and ends it the hard way when it does not. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** Stops it where it is, as a long pause of the machine would. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -%s %d: status %d".formatted(signal, process.pid(), status));
    }
  }
}
