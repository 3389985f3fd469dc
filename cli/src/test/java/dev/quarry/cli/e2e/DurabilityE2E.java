package dev.quarry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ResearchScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job is finished whatever process ends in the middle of it. */
class DurabilityE2E {
  private static final int ROUNDS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path home;

  /** Answers in the last round, searches before; a function of the prompt alone, as a model is. */
  private static ReplyScript research() {
    return request -> {
      pause();
      long done = request.assistantMessages();
      return done < ROUNDS - 1
          ? ResearchScript.search("lighthouse number " + done)
          : ResearchScript.answer("Enough was searched.");
    };
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(150);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> settings(ScriptedModelServer model) {
    return Map.of(
        "QUARRY_MODEL_URL", model.baseUrl().toString(),
        "QUARRY_MODEL_NAME", "scripted-deepresearch",
        "QUARRY_RUNNER_LEASE_TIME", "3s",
        "QUARRY_RUNNER_SWEEP", "500ms");
  }

  private String ask(PlatformProcesses platform) throws Exception {
    return platform.ask(
        Map.of("question", "Which lighthouses are there?", "corpora", corpus(platform)));
  }

  /** Three articles: what is searched is not what is tested here. */
  private List<String> corpus(PlatformProcesses platform) throws Exception {
    Path folder = Files.createDirectories(home.resolve("articles"));
    for (String article : List.of("bell-rock-lighthouse", "robert-stevenson", "fresnel-lens")) {
      Files.copy(
          PlatformProcesses.ROOT.resolve("local-stack/sample-corpus/" + article + ".md"),
          folder.resolve(article + ".md"));
    }
    platform.post(
        "/corpora",
        PlatformProcesses.JSON
            .createObjectNode()
            .put("name", "articles")
            .put("path", folder.toString()),
        201);
    return List.of("articles");
  }

  private static List<JsonNode> await(PlatformProcesses platform, String job, int steps)
      throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (platform.steps(job).size() < steps) {
      assertThat(Instant.now()).as("the job goes on").isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return platform.steps(job);
  }

  private static void assertWhole(List<JsonNode> steps) {
    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i).path("seq").asInt()).isEqualTo(i + 1);
    }
    assertThat(kinds(steps, "replied")).isEqualTo(ROUNDS);
    assertThat(kinds(steps, "tool-returned")).isEqualTo(ROUNDS - 1);
    assertThat(kinds(steps, "ended")).isEqualTo(1);
  }

  private static long kinds(List<JsonNode> steps, String kind) {
    return steps.stream().filter(s -> s.path("kind").asText().equals(kind)).count();
  }

  @Test
  void killedRunnerIsReplacedWithoutAskingTheModelAgain() throws Exception {
    try (var model = ScriptedModelServer.start(research());
        var platform = new PlatformProcesses(home, settings(model))) {
      // Given a job that one of two runners works on
      platform.start();
      platform.startRunner("runner-a");
      platform.startRunner("runner-b");
      String job = ask(platform);
      List<JsonNode> before = await(platform, job, 8);
      String holder = before.getFirst().path("body").path("runner").asText();

      // When that runner is killed
      PlatformProcesses.kill(platform.runner(holder));

      // Then the other one finishes
      JsonNode end = platform.awaitEnd(job, PATIENCE);
      assertThat(end.path("state").asText()).isEqualTo("SUCCEEDED");
      List<JsonNode> steps = platform.steps(job);
      assertWhole(steps);
      assertThat(kinds(steps, "leased")).isEqualTo(2);
      assertThat(model.calls()).isLessThanOrEqualTo(ROUNDS + 1);
    }
  }

  @Test
  void jobSurvivesARestartOfEverything() throws Exception {
    try (var model = ScriptedModelServer.start(research());
        var platform = new PlatformProcesses(home, settings(model))) {
      // Given a job in the middle
      platform.start();
      platform.startRunner("runner-a");
      String job = ask(platform);
      await(platform, job, 8);

      // When everything ends and starts again
      platform.stopAll(true);
      platform.start();
      platform.startRunner("runner-b");

      // Then
      assertThat(platform.awaitEnd(job, PATIENCE).path("state").asText()).isEqualTo("SUCCEEDED");
      assertWhole(platform.steps(job));
      assertThat(model.calls()).isLessThanOrEqualTo(ROUNDS + 1);
    }
  }

  @Test
  void runnerThatIsAskedToStopHandsItsWorkBack() throws Exception {
    try (var model = ScriptedModelServer.start(research());
        var platform = new PlatformProcesses(home, settings(model))) {
      // Given
      platform.start();
      platform.startRunner("runner-a");
      String job = ask(platform);
      await(platform, job, 8);

      // When
      platform.runner("runner-a").destroy();
      assertThat(platform.runner("runner-a").waitFor(30, TimeUnit.SECONDS)).isTrue();
      platform.startRunner("runner-b");

      // Then no attempt was burned
      platform.awaitEnd(job, PATIENCE);
      List<JsonNode> steps = platform.steps(job);
      assertWhole(steps);
      assertThat(
              steps.stream()
                  .filter(s -> s.path("kind").asText().equals("leased"))
                  .map(s -> s.path("body").path("attempt").asInt()))
          .containsExactly(1, 1);
    }
  }

  @Test
  void cancelEndsARunningJobAtOnce() throws Exception {
    try (var model = ScriptedModelServer.start(research());
        var platform = new PlatformProcesses(home, settings(model))) {
      platform.start();
      platform.startRunner("runner-a");
      String job = ask(platform);
      await(platform, job, 6);

      platform.post("/jobs/" + job + "/cancel", PlatformProcesses.JSON.createObjectNode(), 202);

      assertThat(platform.awaitEnd(job, Duration.ofSeconds(10)).path("state").asText())
          .isEqualTo("CANCELLED");
      List<JsonNode> steps = platform.steps(job);
      assertThat(steps.getLast().path("body").path("termination").asText()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void modelThatIsDownEndsTheJobInANamedState() throws Exception {
    try (var platform =
        new PlatformProcesses(
            home,
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dquarry.models.profiles.gone.base-urls=http://127.0.0.1:1/v1"
                    + " -Dquarry.models.profiles.gone.model=gone"
                    + " -Dquarry.models.profiles.gone.limits.tries=2"))) {
      platform.start();
      platform.startRunner("runner-a");
      String job =
          platform.ask(
              Map.of("question", "Anything?", "corpora", corpus(platform), "model", "gone"));

      JsonNode end = platform.awaitEnd(job, PATIENCE);

      assertThat(end.path("state").asText()).isEqualTo("FAILED");
      assertThat(end.path("failure").path("code").asText()).isEqualTo("model-unreachable");
      assertThat(
              StreamSupport.stream(platform.get("/models").path("models").spliterator(), false)
                  .map(m -> m.path("name").asText()))
          .contains("extractive", "gone");
    }
  }
}
