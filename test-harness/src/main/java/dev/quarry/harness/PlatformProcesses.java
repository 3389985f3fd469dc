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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The platform as an operator runs it: backends, one API, any number of runners, all real. */
public final class PlatformProcesses implements AutoCloseable {
  /** The checkout: where the built applications and plugins are. */
  public static final Path ROOT = Path.of(System.getProperty("quarry.root"));

  public static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofSeconds(120);

  private final Path home;
  private final Map<String, String> settings;
  private final Map<String, Process> runners = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable LocalStack stack;
  private @Nullable Process api;
  private @Nullable URI url;

  /**
   * @param home kept over {@link #stopAll} and {@link #start}
   * @param settings environment of all processes, beside where the backends are
   */
  public PlatformProcesses(Path home, Map<String, String> settings) {
    this.home = home;
    this.settings = settings;
  }

  public void start() throws IOException, InterruptedException {
    stack = LocalStack.start(LocalStackConfig.of(home).ports(0, 0).closeOnExit(true));
    int port = freePort();
    URI base = URI.create("http://127.0.0.1:" + port);
    url = base;
    Files.createDirectories(home.resolve("logs"));
    Process started =
        java(
            "platform-api",
            "api",
            Map.of(
                "QUARRY_API_PORT", Integer.toString(port),
                "QUARRY_API_BOOTSTRAP_KEY_FILE", home.resolve("default.key").toString(),
                "QUARRY_API_CORPORA_ROOTS", "/"));
    api = started;
    awaitReady(base, started, "api");
  }

  /** Starts a runner and waits until it is ready. */
  public void startRunner(String id) throws IOException, InterruptedException {
    int port = freePort();
    Process runner =
        java(
            "agent-runner",
            id,
            Map.of(
                "QUARRY_RUNNER_ID", id,
                "QUARRY_RUNNER_PORT", Integer.toString(port),
                "QUARRY_RUNNER_PLUGINS", plugins(),
                "QUARRY_RUNNER_DATA", home.resolve("runner-data").toString()));
    runners.put(id, runner);
    awaitReady(URI.create("http://127.0.0.1:" + port), runner, id);
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

  private Process java(String application, String name, Map<String, String> own)
      throws IOException {
    Endpoints endpoints = stack().endpoints();
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            ROOT.resolve(application + "/target/quarkus-app/quarkus-run.jar").toString());
    Map<String, String> env = builder.environment();
    env.keySet().removeIf(key -> key.startsWith("QUARRY_"));
    env.put("QUARRY_DB_URL", endpoints.jdbcUrl());
    for (Role role : Role.values()) {
      env.put("QUARRY_DB_" + role.name() + "_PASSWORD", endpoints.of(role).password());
    }
    env.put("KAFKA_BOOTSTRAP_SERVERS", endpoints.bootstrapServers());
    env.put("QUARRY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
    env.putAll(settings);
    env.putAll(own);
    File log = home.resolve("logs/" + name + ".log").toFile();
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private void awaitReady(URI base, Process process, String name) throws InterruptedException {
    Instant deadline = Instant.now().plus(START);
    while (Instant.now().isBefore(deadline)) {
      if (!process.isAlive()) {
        throw new AssertionError(name + " ended: " + log(name));
      }
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(base.resolve("/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Not listening yet.
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(name + " is not ready after " + START + ": " + log(name));
  }

  public String log(String name) {
    try {
      return Files.readString(home.resolve("logs/" + name + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * @return where the API answers
   */
  public URI url() {
    return java.util.Objects.requireNonNull(url, "not started");
  }

  /**
   * @return PostgreSQL and Kafka
   */
  public LocalStack stack() {
    return java.util.Objects.requireNonNull(stack, "not started");
  }

  public String key() throws IOException {
    return Files.readString(home.resolve("default.key")).strip();
  }

  public Process runner(String id) {
    return java.util.Objects.requireNonNull(runners.get(id), id);
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build(), 200);
  }

  public JsonNode post(String path, JsonNode body, int status)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
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
    runners.keySet().forEach(id -> all.append("\n== ").append(id).append('\n').append(log(id)));
    return all.toString();
  }

  public List<JsonNode> steps(String job) throws IOException, InterruptedException {
    var steps = new ArrayList<JsonNode>();
    get("/jobs/" + job + "/trajectory").path("rollouts").path(0).path("steps").forEach(steps::add);
    return steps;
  }

  /** Ends one process the hard way, by id. */
  public static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Ends everything; what was kept in the home stays. */
  public void stopAll(boolean hard) throws InterruptedException {
    var all = new ArrayList<>(runners.values());
    if (api != null) {
      all.add(api);
    }
    for (Process process : all) {
      if (hard) {
        kill(process);
      } else {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          kill(process);
        }
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
