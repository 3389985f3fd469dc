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
   * @param runners how many of them, at least 1
   * @param stays whether it stays until it is stopped
   * @param javaFlags for both applications
   */
  public record Config(Path home, int port, int runners, boolean stays, List<String> javaFlags) {
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
  private final List<SupervisedApp> apps = new ArrayList<>();
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
    AppEnvironment environment = new AppEnvironment(shell, limits, config.home());
    app("platform-api", apiJar, environment.with(started, config.port(), 0), config.port());
    for (int i = 1; i <= config.runners(); i++) {
      int port = FreePort.any();
      app(
          i == 1 ? "agent-runner" : "agent-runner-" + i,
          runnerJar,
          environment.with(started, config.port(), port),
          port);
    }
    awaitReady();
    registerSample();
    writeState();
  }

  private void writeState() {
    List<Long> pids = apps.stream().map(app -> app.process().pid()).toList();
    try {
      PlatformState.ofThisProcess(
              url(), pids.getFirst(), pids.subList(1, pids.size()), config.stays())
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

  private void app(String name, Path jar, Map<String, String> environment, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(config.javaFlags());
    command.addAll(List.of("-jar", jar.toString()));
    Path log = config.home().resolve("logs").resolve(name + ".log");
    SupervisedApp app =
        new SupervisedApp(
            new SupervisedApp.Launch(name, command, environment, log, port), limits.restarts());
    apps.add(app);
    parts.add(() -> app.process().stop(limits.stop()));
  }

  private void awaitReady() {
    Instant deadline = Instant.now().plus(limits.start());
    List<SupervisedApp> waiting = new ArrayList<>(apps);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (!waiting.isEmpty()) {
        requireStarting();
        waiting.removeIf(app -> app.ready(http));
        if (Instant.now().isAfter(deadline)) {
          throw waiting
              .getFirst()
              .process()
              .trouble("was not ready within " + limits.start().toSeconds() + " s");
        }
        Thread.sleep(PROBE_PAUSE);
      }
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }

  /** What ends before it was ever ready would do so again. */
  private void requireStarting() {
    for (SupervisedApp app : apps) {
      if (!app.process().alive()) {
        throw app.process().ended();
      }
    }
    requireBackends();
  }

  /**
   * Looks whether all parts run, and starts an application again that has ended by itself.
   *
   * @throws CliException when one ends again and again, or a backend has ended
   */
  public void keepAlive() {
    requireBackends();
    boolean revived = false;
    for (SupervisedApp app : apps) {
      String end = app.process().endedHow();
      if (app.revive()) {
        shell.err().println(end + "; it is started again");
        revived = true;
      }
    }
    if (revived) {
      writeState();
    }
  }

  private void requireBackends() {
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
