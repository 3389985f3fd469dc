package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping a platform of processes; the applications are small ones that answer. */
class LocalPlatformIT {
  @TempDir Path folder;
  private Path home;
  private Path root;

  @BeforeEach
  void install() throws Exception {
    home = folder.resolve("home");
    root = FakeApp.install(folder.resolve("root"));
  }

  private CliCall call() {
    return new CliCall(home).root(root).backends(new FakeBackends());
  }

  private List<String> events() throws Exception {
    return Files.readAllLines(home.resolve("events.txt"));
  }

  @Test
  void askStartsAPlatformForItsOwnDurationAndStopsItInOrder() throws Exception {
    // Given
    CliCall call = call().env("QUARRY_KEY", "of-another-platform");
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(events().getFirst()).isEqualTo("backends started");
    assertThat(events().subList(3, 6))
        .containsExactly("agent-runner stopped", "platform-api stopped", "backends stopped");
    assertThat(home.resolve("platform.json")).doesNotExist();
    assertThat(call.err().lines())
        .containsSubsequence(
            "starting PostgreSQL and Kafka",
            "starting platform-api and agent-runner",
            "stopping the local platform");
    assertThat(Files.readAllLines(home.resolve("agent-runner.env")))
        .contains(
            "QUARRY_DB_URL=jdbc:fake",
            "KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1",
            "QUARRY_API_CORPORA_ROOTS=/",
            "QUARRY_RUNNER_DATA=" + home.resolve("runner"),
            "QUARRY_KEK_FILE=" + home.resolve("secrets.kek"),
            "QUARRY_PARENT_PID=" + ProcessHandle.current().pid(),
            "QUARRY_RUNNER_PLUGINS="
                + home.resolve("plugins")
                + ","
                + root.resolve("plugins/toolset-web/target/toolset-web.zip"))
        .noneMatch(line -> line.startsWith("QUARRY_KEY="));
  }

  @Test
  void applicationThatDiesAtItsStartEndsTheStartAtOnceWithItsLastWords() throws Exception {
    // Given
    CliCall call = call().env("FAKE_FAILS", "agent-runner");
    long begin = System.nanoTime();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isEqualTo(4);
    assertThat(call.err())
        .contains("agent-runner ended unexpectedly (exit 7)")
        .contains("  the fake was told to fail")
        .contains(home.resolve("logs/agent-runner.log").toString());
    assertThat(events()).endsWith("backends stopped");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(60);
  }

  private void killRunner() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    boolean killed = false;
    while (!killed) {
      long runner =
          Long.parseLong(
              Files.readString(home.resolve("platform.json"))
                  .replaceAll("(?s).*\"runnerPids\":\\[(\\d+).*", "$1"));
      killed = ProcessHandle.of(runner).map(ProcessHandle::destroyForcibly).orElse(false);
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private void awaitStarts(int runners) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (events().stream().filter("agent-runner started"::equals).count() < runners) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void runnerThatIsKilledIsStartedAgainUntilItWasTooOften() throws Exception {
    // Given
    CliCall call = call().env("FAKE_HANGS", "1").env("QUARRY_CLI_RESTARTS", "2");
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> code.complete(call.run("ask", "Where?")));
    awaitText(call, "round 2   read");
    // When it is killed, then it comes again
    killRunner();
    awaitStarts(2);
    assertThat(code).isNotDone();
    awaitText(call, "agent-runner ended unexpectedly (exit 137); it is started again");
    killRunner();
    awaitStarts(3);
    // When it is killed once too often, then the question ends
    awaitText(call, 2, "it is started again");
    killRunner();
    assertThat(code.get(60, TimeUnit.SECONDS)).isEqualTo(4);
    assertThat(call.err()).contains("agent-runner ended unexpectedly (exit 137). The end of");
    assertThat(events()).endsWith("platform-api stopped", "backends stopped");
  }

  @Test
  void missingApplicationIsNamedBeforeBackendsAreStarted() throws Exception {
    // Given
    Files.delete(root.resolve("agent-runner/target/quarkus-app/quarkus-run.jar"));
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isEqualTo(4);
    assertThat(call.err()).contains("agent-runner is not built");
    assertThat(home).doesNotExist();
  }

  @Test
  void detachedPlatformStaysUntilItIsStopped() throws Exception {
    // Given
    CliCall up = call();
    CliCall again = call();
    CliCall ask = call();
    CliCall status = call();
    CliCall down = call();
    try {
      // When
      int started = up.run("up", "--detach");
      int second = again.run("up", "--detach");
      int asked = ask.run("ask", "Where?");
      int told = status.run("status");
      // Then
      assertThat(up.err() + started).endsWith("0");
      assertThat(up.out())
          .contains("URL:   http://127.0.0.1:")
          .contains("Key:   " + FakePlatform.KEY + "  (kept in " + home.resolve("default.key"));
      assertThat(Files.readString(home.resolve("logs/up.log"))).doesNotContain(FakePlatform.KEY);
      assertThat(second).isZero();
      assertThat(again.err()).contains("runs already at http://127.0.0.1:");
      assertThat(asked).isZero();
      assertThat(ask.err()).doesNotContain("starting").doesNotContain("stopping");
      assertThat(told).isZero();
      assertThat(status.out()).contains("local    process ").contains("sample (READY)");
    } finally {
      assertThat(down.run("down")).isZero();
    }
    assertThat(down.err()).contains("stopped");
    assertThat(events()).endsWith("platform-api stopped", "backends stopped");
    assertThat(home.resolve("platform.json")).doesNotExist();
  }

  @Test
  void ctrlCOfARealProcessCancelsStopsAndExitsWith130() throws Exception {
    // Given
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dquarry.root=" + root,
            "-cp",
            System.getProperty("java.class.path"),
            FakeCli.class.getName(),
            "ask",
            "Where?");
    builder.environment().put("QUARRY_HOME", home.toString());
    builder.environment().put("FAKE_HANGS", "1");
    builder.environment().remove("QUARRY_URL");
    Process process = builder.redirectError(err.toFile()).start();
    awaitText(err, "round 2   read");
    // When
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    // Then
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(err)).contains("job " + FakePlatform.JOB + " cancelled");
    assertThat(events())
        .endsWith("agent-runner stopped", "platform-api stopped", "backends stopped");
  }

  private static void awaitText(Path file, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static void awaitText(CliCall call, String text) throws Exception {
    awaitText(call, 1, text);
  }

  private static void awaitText(CliCall call, int times, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (call.err().split(java.util.regex.Pattern.quote(text), -1).length <= times) {
      assertThat(System.nanoTime()).as(call.err()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
