package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.cli.client.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands around a job, and the help of all. */
class CommandsTest {
  @TempDir Path home;
  private final FakePlatform platform = FakePlatform.start();

  @AfterEach
  void close() {
    platform.close();
  }

  private CliCall call() {
    return new CliCall(home).env(platform.env());
  }

  @Test
  void jobsListsOneLineForEach() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("jobs", "--state", "succeeded", "--limit", "5");
    // Then
    assertThat(code).isZero();
    assertThat(platform.requests).contains("GET /api/v1/jobs?limit=5&state=SUCCEEDED");
    assertThat(call.out().lines()).hasSize(2);
    assertThat(call.out())
        .contains("ID  ")
        .contains(FakePlatform.JOB + "  SUCCEEDED  react  2026-01-01 10:20:30  2       Where?");
  }

  @Test
  void jobsAsJsonIsThePlatformsAnswer() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("jobs", "--json");
    // Then
    assertThat(code).isZero();
    assertThat(Json.parse(call.out()).path("nextCursor").asText()).isEqualTo("abc");
  }

  @Test
  void showTellsJobAndReport() {
    // Given
    CliCall people = call();
    CliCall programs = call();
    // When
    int first = people.run("show", FakePlatform.JOB);
    int second = programs.run("show", FakePlatform.JOB, "--json");
    // Then
    assertThat(List.of(first, second)).containsOnly(0);
    assertThat(people.out()).contains("Question  Where?").contains("He was born in **Glasgow**");
    assertThat(
            Json.parse(programs.out())
                .path("report")
                .path("citations")
                .get(0)
                .path("sha256")
                .asText())
        .isEqualTo("00");
  }

  @Test
  void watchFollowsToTheEndAndPrintsTheReport() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("watch", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.err()).contains("→ 5 results");
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
  }

  @Test
  void cancelOfAnEndedJobSaysThatItHasEnded() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("cancel", FakePlatform.JOB);
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("The job has ended: SUCCEEDED.");
  }

  @Test
  void cancelOfARunningJobCancelsIt() {
    // Given
    platform.hangs = true;
    CliCall call = call();
    // When
    int code = call.run("cancel", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).isEqualTo("cancelled\n");
  }

  @Test
  void unknownJobIsBadInput() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("show", "a/b ?");
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("There is no such object.");
  }

  @Test
  void trajectoryIsPassedThrough() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("trajectory", FakePlatform.JOB, "--format", "upstream-jsonl");
    // Then
    assertThat(code).isZero();
    assertThat(platform.requests)
        .contains("GET /api/v1/jobs/" + FakePlatform.JOB + "/trajectory?format=upstream-jsonl");
    assertThat(call.out()).isEqualTo("{\"rollouts\":[]}\n");
  }

  @Test
  void toolsetsModelsAndStatusTellWhatThereIs() {
    // Given
    CliCall toolsets = call();
    CliCall models = call();
    CliCall status = call();
    // When
    int code = toolsets.run("toolsets") + models.run("models") + status.run("status");
    // Then
    assertThat(code).isZero();
    assertThat(toolsets.out()).contains("search").contains("DEGRADED  it offers nothing");
    assertThat(models.out()).contains("extractive (default)").contains("131072");
    assertThat(status.out())
        .contains("URL      " + platform.url())
        .contains("runners  1")
        .contains("plugin   broken is DEGRADED: it offers nothing");
  }

  @Test
  void corporaAreAddedByNameAndUsedByName() {
    // Given
    CliCall add = call();
    CliCall ask = call();
    CliCall list = call();
    // When
    int code =
        add.run("corpora", "add", "mine", "src/test/resources")
            + ask.run("ask", "Where?", "--corpus", "mine")
            + list.run("corpora");
    // Then
    assertThat(code).isZero();
    assertThat(add.out()).isEqualTo("mine  40 documents\n");
    assertThat(platform.jobsAsked.element().path("corpora").get(0).asText()).isEqualTo("mine");
    assertThat(list.out()).contains("mine  READY  40");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ask",
        "up",
        "down",
        "status",
        "jobs",
        "show",
        "watch",
        "answer",
        "steer",
        "pause",
        "resume",
        "cancel",
        "delete",
        "trajectory",
        "corpora",
        "toolsets",
        "models",
        "whoami",
        "keys",
        "keys create",
        "members",
        "members add",
        "secrets",
        "secrets set",
        "audit",
        "tenants",
        "tenants create"
      })
  void helpHasAHeaderAUsageAndExamplesInAHundredColumns(String command) {
    // Given
    CliCall call = new CliCall(home);
    // When
    int code = call.run((command + " --help").strip().split(" "));
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).contains("Usage: quarry " + command).contains("Examples:\n  quarry");
    assertThat(call.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(call.err()).isEmpty();
  }
}
