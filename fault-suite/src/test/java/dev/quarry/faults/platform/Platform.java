package dev.quarry.faults.platform;

import dev.quarry.harness.AppProcess;
import dev.quarry.harness.Database;
import dev.quarry.harness.FaultProxy;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.harness.agent.Arming;
import dev.quarry.harness.agent.FaultPoint;
import dev.quarry.localstack.BrokerPlacement;
import dev.quarry.localstack.Detour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The platform that the tests disturb: started once, because that is what takes the time. Every
 * runner reaches PostgreSQL, Kafka and the model through proxies, has a clock that can be set
 * wrong, and ends or freezes at a named place when it is told to.
 *
 * <p>Leases are short here, so that a takeover takes seconds.
 */
public final class Platform implements AutoCloseable {
  /**
   * What {@code quarry.runner.lease-time} is for {@link RunnerKind#USUAL} runners: 3 s, or what the
   * system property {@code faults.lease} says. On a machine that has much else to do, leases of 3 s
   * are lost to that alone.
   */
  public static final Duration LEASE = Duration.parse(System.getProperty("faults.lease", "PT3S"));

  /** What {@code quarry.runner.sweep} is for them. */
  public static final Duration SWEEP = Duration.ofMillis(500);

  private static final Duration START = Duration.ofMinutes(5);

  private final Path home;
  private final Path faults;
  private final WrongClock apiClock;
  private final PlatformProcesses processes;
  private final Model model = Model.start();
  private final FaultProxy broker;
  private final FaultProxy apiDatabase;
  private final Effects effects;
  private final Ledger ledger = new Ledger();
  private final Stalls stalls;
  private final Map<String, RunnerProcess> runners = new LinkedHashMap<>();
  private RunnerKind kind = RunnerKind.USUAL;
  private int started;

  /** Starts backends and API. */
  public Platform() throws IOException, InterruptedException {
    home = Files.createTempDirectory("quarry-faults-");
    faults = Files.createDirectories(home.resolve("faults"));
    effects = new Effects(Files.createDirectories(home.resolve("effects")));
    writePoints("runner", Points.IN_RUNNERS);
    writePoints("api", Points.IN_API);
    apiClock = WrongClock.in(faults, "api");
    Files.copy(
        onlyFile(PlatformProcesses.ROOT.resolve("fault-suite/target"), "fault-suite-.*\\.jar"),
        Files.createDirectories(home.resolve("plugins")).resolve("effects.jar"));
    int brokerPort = freePort();
    broker = FaultProxy.to(brokerPort);
    processes =
        new PlatformProcesses(
            home,
            Map.of("QUARRY_RUNNER_DRAIN", "10s"),
            config ->
                config
                    .startTimeout(START)
                    .placement(BrokerPlacement.OWN_PROCESS)
                    .detour(new Detour(brokerPort, broker.port())));
    processes.startBackends();
    apiDatabase = FaultProxy.to(databasePort());
    stalls = new Stalls(this::database);
    startApi();
  }

  private void writePoints(String kind, List<FaultPoint> points) throws IOException {
    Files.writeString(
        faults.resolve(kind + ".points"),
        points.stream().map(FaultPoint::toString).collect(Collectors.joining("\n")));
  }

  private static Path onlyFile(Path folder, String pattern) throws IOException {
    try (var files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> file.getFileName().toString().matches(pattern))
              .filter(file -> !file.getFileName().toString().contains("tests"))
              .toList();
      if (found.size() != 1) {
        throw new FileSystemException(folder.toString(), null, "not one " + pattern + ": " + found);
      }
      return found.getFirst();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private int databasePort() {
    return URI.create(processes.stack().endpoints().jdbcUrl().substring("jdbc:".length()))
        .getPort();
  }

  private String databaseUrl(FaultProxy proxy) {
    return processes
        .stack()
        .endpoints()
        .jdbcUrl()
        .replace(":" + databasePort() + "/", ":" + proxy.port() + "/");
  }

  private String agent(String application, boolean isClocked, WrongClock clock) throws IOException {
    Path jar =
        onlyFile(
            PlatformProcesses.ROOT.resolve("test-harness/target"),
            "test-harness-.*-fault-agent\\.jar");
    return "-javaagent:%s=%s%s"
        .formatted(
            jar, faults.resolve(application + ".points"), isClocked ? "," + clock.file() : "");
  }

  /** Starts the API, also after it was killed, and waits until it is ready. */
  public void startApi() throws IOException, InterruptedException {
    processes.startApi(
        Map.of(
            "QUARRY_DB_URL", databaseUrl(apiDatabase),
            "JDK_JAVA_OPTIONS", agent("api", true, apiClock)));
  }

  /** Makes sure that so many usual runners are there, and waits until they are ready. */
  public List<RunnerProcess> standBy(int count) throws IOException, InterruptedException {
    return standBy(count, RunnerKind.USUAL);
  }

  /** The same with runners of one kind; those of another are ended, which hold no job. */
  public List<RunnerProcess> standBy(int count, RunnerKind wanted)
      throws IOException, InterruptedException {
    use(wanted);
    return ready(count);
  }

  /**
   * Makes sure that so many usual runners are ready and one more is on its way: where one is killed
   * each time, nobody waits for the start of its successor.
   */
  public void standByWithSpare(int count) throws IOException, InterruptedException {
    use(RunnerKind.USUAL);
    while (alive().size() <= count) {
      launchRunner();
    }
    for (RunnerProcess runner : alive().subList(0, count)) {
      runner.app().awaitReady();
    }
  }

  private void use(RunnerKind wanted) throws InterruptedException {
    if (wanted != kind) {
      for (RunnerProcess other : alive()) {
        other.app().kill();
      }
      kind = wanted;
    }
  }

  /** Makes sure that so many runners are there, whatever their kind. */
  List<RunnerProcess> ready(int count) throws IOException, InterruptedException {
    while (alive().size() < count) {
      launchRunner();
    }
    List<RunnerProcess> ready = alive();
    for (RunnerProcess runner : ready) {
      runner.app().awaitReady();
    }
    return ready;
  }

  /** Starts one more runner and does not wait for it. */
  public RunnerProcess launchRunner() throws IOException {
    String id = "runner-" + ++started;
    FaultProxy database = FaultProxy.to(databasePort());
    FaultProxy toModel = FaultProxy.to(model.port());
    WrongClock clock = WrongClock.in(faults, id);
    var own = new HashMap<String, String>();
    own.put("QUARRY_DB_URL", databaseUrl(database));
    own.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker.port());
    own.put("QUARRY_RUNNER_LEASE_TIME", kind.lease().toString());
    own.put("QUARRY_RUNNER_SWEEP", kind.sweep().toString());
    own.put(
        "JDK_JAVA_OPTIONS",
        agent("runner", kind.isClocked(), clock) + " " + Model.profiles(toModel.port()));
    // The one plugin that the jobs need: the others take their time to load.
    own.put("QUARRY_RUNNER_PLUGINS", home.resolve("plugins").toString());
    own.put("QUARRY_PLUGINS_EFFECTS_FOLDER", home.resolve("effects").toString());
    var runner = new RunnerProcess(processes.launchRunner(id, own), database, toModel, clock);
    runners.put(id, runner);
    return runner;
  }

  /** The runners that are there, the oldest first. */
  public List<RunnerProcess> alive() {
    runners.values().removeIf(Platform::isGone);
    return new ArrayList<>(runners.values());
  }

  private static boolean isGone(RunnerProcess runner) {
    if (runner.isAlive()) {
      return false;
    }
    try {
      runner.closeProxies();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  public RunnerProcess runner(String id) {
    return Objects.requireNonNull(runners.get(id), id);
  }

  public RunnerProcess withPid(long pid) {
    return alive().stream()
        .filter(runner -> runner.app().process().pid() == pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no runner is process " + pid));
  }

  /** Something that will be so. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits for something.
   *
   * @throws AssertionError when it has not come in {@link FaultJob#PATIENCE}
   */
  public void await(String what, Condition condition) throws Exception {
    Instant deadline = Instant.now().plus(FaultJob.PATIENCE);
    while (!condition.holds()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("waited in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /**
   * Does something to the platform and then looks whether all still holds.
   *
   * @param name number and name of the fault
   * @param must what it must have caused at least once, or it proves nothing
   */
  public void disturb(String name, List<Evidence> must, Disturbance disturbance) throws Exception {
    var fault = new Fault(this, name, must);
    try {
      disturbance.on(fault);
      fault.verify();
    } catch (Exception | Error e) {
      try {
        recover(fault);
      } catch (Exception | Error further) {
        e.addSuppressed(further);
      }
      throw e;
    }
  }

  /** After a failure: new processes, whole connections, no open jobs, so that the next is fair. */
  private void recover(Fault failed) throws Exception {
    Arming.disarm(faults);
    broker.heal();
    apiDatabase.heal();
    for (RunnerProcess runner : alive()) {
      runner.app().kill();
    }
    api().kill();
    startApi();
    standBy(1);
    failed.cancelAll();
  }

  /** What a test does. */
  @FunctionalInterface
  public interface Disturbance {
    void on(Fault fault) throws Exception;
  }

  public PlatformProcesses processes() {
    return processes;
  }

  public AppProcess api() {
    return processes.api();
  }

  /** The proxy between API and PostgreSQL. */
  public FaultProxy apiDatabase() {
    return apiDatabase;
  }

  /** The proxy between all runners and Kafka; the API goes past it. */
  public FaultProxy broker() {
    return broker;
  }

  public Client client() {
    return new Client(processes);
  }

  public Model model() {
    return model;
  }

  public Effects effects() {
    return effects;
  }

  public WrongClock apiClock() {
    return apiClock;
  }

  RunnerKind kind() {
    return kind;
  }

  Ledger ledger() {
    return ledger;
  }

  Stalls stalls() {
    return stalls;
  }

  /** The folder of the backends' data, logs and what the tests need. */
  public Path home() {
    return home;
  }

  Path faultsFolder() {
    return faults;
  }

  /** Opens the whole database, directly. */
  public Database database() throws SQLException {
    return Database.of(processes.stack());
  }

  /** Ends everything, keeps the logs, tells what was done. */
  @Override
  public void close() throws Exception {
    stalls.close();
    processes.close();
    for (RunnerProcess runner : runners.values()) {
      runner.closeProxies();
    }
    broker.close();
    apiDatabase.close();
    model.close();
    Path target = PlatformProcesses.ROOT.resolve("fault-suite/target");
    ledger.print(target.resolve("faults.md"));
    keepLogs(Files.createDirectories(target.resolve("fault-logs")));
  }

  private void keepLogs(Path target) throws IOException {
    try (var logs = Files.list(home.resolve("logs"))) {
      for (Path log : logs.toList()) {
        Files.copy(log, target.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (var all = Files.walk(home)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
