package dev.quarry.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.LocalStack;
import dev.quarry.localstack.LocalStackConfig;
import dev.quarry.localstack.Role;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The platform as an operator runs it: backends, one API, any number of runners, all real. */
public final class PlatformProcesses implements AutoCloseable {
  /** The checkout: where the built applications and plugins are. */
  public static final Path ROOT = Path.of(System.getProperty("quarry.root"));

  public static final ObjectMapper JSON = new ObjectMapper();

  /** Small and quick to start, as tests need it. */
  private static final List<String> SMALL =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

  private final Path home;
  private final Map<String, String> settings;
  private final UnaryOperator<LocalStackConfig> backends;
  private final List<String> jvmOptions;
  private final Map<String, AppProcess> runners = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable LocalStack stack;
  private @Nullable AppProcess api;

  /**
   * @param home kept over {@link #stopAll} and {@link #start}
   * @param settings environment of all processes, beside where the backends are
   */
  public PlatformProcesses(Path home, Map<String, String> settings) {
    this(home, settings, UnaryOperator.identity());
  }

  /**
   * @param backends how the backends are run otherwise than by default
   */
  public PlatformProcesses(
      Path home, Map<String, String> settings, UnaryOperator<LocalStackConfig> backends) {
    this(home, settings, backends, SMALL);
  }

  /**
   * @param jvmOptions of the API and of every runner
   */
  public PlatformProcesses(
      Path home,
      Map<String, String> settings,
      UnaryOperator<LocalStackConfig> backends,
      List<String> jvmOptions) {
    this.home = home;
    this.settings = Map.copyOf(settings);
    this.backends = backends;
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  /** Starts the backends and the API, and waits until they are ready. */
  public void start() throws IOException, InterruptedException {
    startBackends();
    startApi(Map.of());
  }

  public void startBackends() throws IOException {
    stack =
        LocalStack.start(backends.apply(LocalStackConfig.of(home).ports(0, 0).closeOnExit(true)));
    Files.createDirectories(home.resolve("logs"));
    if (Files.notExists(kek())) {
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      Files.writeString(kek(), Base64.getEncoder().encodeToString(key));
    }
  }

  /** The key for secrets of tenants. */
  private Path kek() {
    return home.resolve("secrets.kek");
  }

  /**
   * Starts the API, on the port that it had before, and waits until it is ready.
   *
   * @param own environment of this process alone
   */
  public void startApi(Map<String, String> own) throws IOException, InterruptedException {
    int port = api == null ? freePort() : api.url().getPort();
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARRY_API_PORT", Integer.toString(port));
    environment.put("QUARRY_API_BOOTSTRAP_KEY_FILE", home.resolve("default.key").toString());
    environment.put("QUARRY_API_CORPORA_ROOTS", "/");
    environment.putAll(own);
    api = launch("platform-api", "api", port, environment);
    api.awaitReady();
  }

  /** Starts a runner and waits until it is ready. */
  public void startRunner(String id) throws IOException, InterruptedException {
    launchRunner(id, Map.of()).awaitReady();
  }

  /**
   * Starts a runner and does not wait.
   *
   * @param own environment of this process alone
   */
  public AppProcess launchRunner(String id, Map<String, String> own) throws IOException {
    int port = freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARRY_RUNNER_ID", id);
    environment.put("QUARRY_RUNNER_PORT", Integer.toString(port));
    environment.put("QUARRY_RUNNER_PLUGINS", plugins());
    environment.put("QUARRY_RUNNER_DATA", home.resolve("runner-data").toString());
    environment.putAll(own);
    AppProcess runner = launch("agent-runner", id, port, environment);
    runners.put(id, runner);
    return runner;
  }

  /** The shipped plugins and whatever lies in the home's own folder. */
  private String plugins() throws IOException {
    var places = new ArrayList<String>();
    places.add(Files.createDirectories(home.resolve("plugins")).toString());
    try (var modules = Files.list(ROOT.resolve("plugins"))) {
      for (Path module : modules.sorted().toList()) {
        File[] zips = module.resolve("target").toFile().listFiles((d, n) -> n.endsWith(".zip"));
        if (zips != null) {
          List.of(zips).forEach(zip -> places.add(zip.getPath()));
        }
      }
    }
    return String.join(",", places);
  }

  private AppProcess launch(String application, String name, int port, Map<String, String> own)
      throws IOException {
    Endpoints endpoints = stack().endpoints();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-jar");
    command.add(ROOT.resolve(application + "/target/quarkus-app/quarkus-run.jar").toString());
    var builder = new ProcessBuilder(command);
    Map<String, String> env = builder.environment();
    env.keySet().removeIf(key -> key.startsWith("QUARRY_"));
    env.put("QUARRY_DB_URL", endpoints.jdbcUrl());
    for (Role role : Role.values()) {
      env.put("QUARRY_DB_" + role.name() + "_PASSWORD", endpoints.of(role).password());
    }
    env.put("KAFKA_BOOTSTRAP_SERVERS", endpoints.bootstrapServers());
    env.put("QUARRY_KEK_FILE", kek().toString());
    env.put("QUARRY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
    env.putAll(settings);
    env.putAll(own);
    Path log = home.resolve("logs/" + name + ".log");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new AppProcess(name, process, URI.create("http://127.0.0.1:" + port), log);
  }

  /**
   * @return where the API answers
   */
  public URI url() {
    return api().url();
  }

  /**
   * @return PostgreSQL and Kafka
   */
  public LocalStack stack() {
    return Objects.requireNonNull(stack, "not started");
  }

  public String key() throws IOException {
    return Files.readString(home.resolve("default.key")).strip();
  }

  public AppProcess api() {
    return Objects.requireNonNull(api, "not started");
  }

  public Process runner(String id) {
    return Objects.requireNonNull(runners.get(id), id).process();
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build(), 200);
  }

  public JsonNode post(String path, JsonNode body, int status)
      throws IOException, InterruptedException {
    return send("POST", path, body, status);
  }

  /**
   * @param method of HTTP
   * @param status that is expected
   */
  public JsonNode send(String method, String path, JsonNode body, int status)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build(),
        status);
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(url().resolve("/api/v1" + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key());
  }

  private JsonNode send(HttpRequest request, int status) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new AssertionError(
          "%s %s answered %d: %s"
              .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  public String ask(Map<String, Object> job) throws IOException, InterruptedException {
    return post("/jobs", JSON.valueToTree(new HashMap<>(job)), 202).path("id").asText();
  }

  public JsonNode awaitEnd(String job, Duration timeout) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    JsonNode view = get("/jobs/" + job);
    while (!List.of("SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED")
        .contains(view.path("state").asText())) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("job has not ended: " + view + logs());
      }
      TimeUnit.MILLISECONDS.sleep(50);
      view = get("/jobs/" + job);
    }
    return view;
  }

  private String logs() {
    var all = new StringBuilder();
    runners.forEach(
        (id, runner) -> all.append("\n== ").append(id).append('\n').append(runner.log()));
    return all.toString();
  }

  public List<JsonNode> steps(String job) throws IOException, InterruptedException {
    var steps = new ArrayList<JsonNode>();
    get("/jobs/" + job + "/trajectory").path("rollouts").path(0).path("steps").forEach(steps::add);
    return steps;
  }

  /** Ends one process the hard way, by id. */
  public static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends everything; what was kept in the home stays. */
  public void stopAll(boolean hard) throws InterruptedException {
    var all = new ArrayList<>(runners.values());
    if (api != null) {
      all.add(api);
    }
    for (AppProcess process : all) {
      if (hard) {
        process.kill();
      } else {
        process.stop();
      }
    }
    runners.clear();
    if (stack != null) {
      stack.close();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopAll(true);
  }
}
