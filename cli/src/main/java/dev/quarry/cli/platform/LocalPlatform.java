package dev.quarry.cli.platform;

import dev.quarry.cli.client.PlatformAddress;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ProblemException;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole platform on this machine: PostgreSQL and Kafka, platform-api, agent-runner. It belongs to
 * this process; closing stops everything in the reverse order, and whatever a failed or interrupted
 * start had already begun.
 */
public final class LocalPlatform implements AutoCloseable {
  static final String FIRST_PHASE = "starting PostgreSQL and Kafka";

  private static final Duration PROBE_PAUSE = Duration.ofMillis(100);

  /**
   * How it is started.
   *
   * @param home folder of all its data
   * @param port of the API
   * @param stays whether it stays until it is stopped
   * @param javaFlags for both applications
   */
  public record Config(Path home, int port, boolean stays, List<String> javaFlags) {
    /** Flags for a quick start: these processes mostly wait. */
    public static final List<String> QUICK_START =
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    public Config {
      javaFlags = List.copyOf(javaFlags);
    }
  }

  private final Shell shell;
  private final CliLimits limits;
  private final Config config;
  private final Consumer<String> phase;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<AppProcess> apps = new ArrayList<>();
  private Optional<Backends> backends = Optional.empty();

  private LocalPlatform(Shell shell, CliLimits limits, Config config, Consumer<String> phase) {
    this.shell = shell;
    this.limits = limits;
    this.config = config;
    this.phase = phase;
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param phase told what is being started
   * @throws Backends.BackendsInUseException when another process holds the home
   * @throws CliException when something does not start; what had started is stopped
   */
  public static LocalPlatform start(
      Shell shell,
      CliLimits limits,
      Config config,
      Backends.Starter starter,
      Consumer<String> phase) {
    LocalPlatform platform = new LocalPlatform(shell, limits, config, phase);
    try {
      platform.start(starter);
      return platform;
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  private void start(Backends.Starter starter) {
    Path apiJar = jar("platform-api");
    Path runnerJar = jar("agent-runner");
    makeHome();
    phase.accept(FIRST_PHASE);
    Backends started = starter.start(config.home());
    backends = Optional.of(started);
    parts.add(started);
    phase.accept("starting platform-api and agent-runner");
    int runnerPort = FreePort.any();
    Map<String, String> environment =
        new AppEnvironment(shell, limits, config.home()).with(started, config.port(), runnerPort);
    AppProcess api = app("platform-api", apiJar, environment, config.port());
    AppProcess runner = app("agent-runner", runnerJar, environment, runnerPort);
    awaitReady();
    registerSample();
    try {
      PlatformState.ofThisProcess(url(), api.pid(), runner.pid(), config.stays())
          .write(config.home());
    } catch (IOException e) {
      throw CliException.noPlatform(
          "The folder " + config.home() + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * A platform without it is a platform still, for instance where the operator's roots leave it
   * out.
   */
  private void registerSample() {
    try {
      SampleCorpus.register(new PlatformClient(address(), limits), shell.root());
    } catch (ProblemException | IOException e) {
      shell.err().println("The sample corpus cannot be registered: " + e.getMessage());
    }
  }

  private Path jar(String app) {
    Path jar = shell.root().resolve(app).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw CliException.noPlatform(
          "%s is not built: %s is missing. Run the program as ./quarry, which builds it."
              .formatted(app, jar),
          null);
    }
    return jar;
  }

  private void makeHome() {
    try {
      if (!Files.isDirectory(config.home())) {
        Files.createDirectories(
            config.home(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw CliException.badInput(
          "The folder %s cannot be made (%s). Choose another with --home or QUARRY_HOME."
              .formatted(config.home(), e.getMessage()),
          e);
    }
  }

  private AppProcess app(String name, Path jar, Map<String, String> environment, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(config.javaFlags());
    command.addAll(List.of("-jar", jar.toString()));
    Path log = config.home().resolve("logs").resolve(name + ".log");
    AppProcess app = AppProcess.start(name, command, environment, log, port);
    apps.add(app);
    parts.add(() -> app.stop(limits.stop()));
    return app;
  }

  private void awaitReady() {
    Instant deadline = Instant.now().plus(limits.start());
    List<AppProcess> waiting = new ArrayList<>(apps);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (!waiting.isEmpty()) {
        requireAlive();
        waiting.removeIf(app -> app.ready(http));
        if (Instant.now().isAfter(deadline)) {
          throw waiting
              .getFirst()
              .trouble("was not ready within " + limits.start().toSeconds() + " s");
        }
        Thread.sleep(PROBE_PAUSE);
      }
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }

  /**
   * @throws CliException when a part has ended by itself
   */
  public void requireAlive() {
    for (AppProcess app : apps) {
      if (!app.alive()) {
        throw app.ended();
      }
    }
    backends
        .flatMap(Backends::failure)
        .ifPresent(
            reason -> {
              throw CliException.noPlatform(reason + ".", null);
            });
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + config.port());
  }

  public PlatformAddress address() {
    return new PlatformAddress(url(), KeyFile.in(config.home()).read());
  }

  /** Stops what runs: runner, API, then the backends. Goes on through an interrupt. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    if (!apps.isEmpty()) {
      PlatformState.delete(config.home());
    }
    apps.clear();
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.removeLast();
      try {
        part.close();
      } catch (Exception e) {
        shell.err().println("Something did not stop cleanly: " + e.getMessage());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
