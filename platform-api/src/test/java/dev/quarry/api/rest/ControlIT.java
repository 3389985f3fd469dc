package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.Preliminary;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user does with a job that is there, in each state that it can be in. */
@QuarkusTest
class ControlIT extends ControlTest {
  @Test
  void queuedJobIsPausedAtOnceAndOnceMoreIsNoMistake() {
    // Given
    UUID id = tenant.submit("q");

    // When
    tenant.post(id, "/pause").then().statusCode(202).body("state", equalTo("PAUSED"));

    // Then
    tenant.post(id, "/pause").then().statusCode(202).body("state", equalTo("PAUSED"));
    assertCounted(0, 0);
    tenant
        .request()
        .get(JOBS + "?state=PAUSED")
        .then()
        .body("items.id", equalTo(List.of(id.toString())));
  }

  @Test
  void runningJobIsPausedByItsRunnerAndGoesOnAfterItsLastStep() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.step(Steps.replied("look"));
      tenant.post(id, "/pause").then().statusCode(202).body("state", equalTo("RUNNING"));
      assertThat(rollout(id, "pause_requested")).isEqualTo(true);
      runner.park();
    }
    show(id).body("state", equalTo("PAUSED")).body("rounds", equalTo(1));
    assertCounted(0, 0);

    // When
    tenant.post(id, "/resume").then().statusCode(202).body("state", equalTo("QUEUED"));

    // Then
    assertCounted(1, 0);
    try (FakeRunner next = FakeRunner.take(id)) {
      assertThat(next.lease().leasedSeq()).isEqualTo(3);
      assertThat(next.lease().attempt()).isEqualTo(1);
      show(id).body("state", equalTo("RUNNING"));
      next.succeed("a", new Report("a", List.of()));
    }
    assertCounted(0, 0);
  }

  @Test
  void resumeTakesAWishBackThatNoRunnerHasFollowedAndIsOtherwiseNoMistake() {
    // Given
    UUID running = tenant.submit("q");
    UUID queued;
    try (FakeRunner runner = FakeRunner.take(running)) {
      queued = tenant.submit("q");
      tenant.post(running, "/pause").then().statusCode(202);

      // When, Then
      tenant.post(running, "/resume").then().statusCode(202).body("state", equalTo("RUNNING"));
      assertThat(rollout(running, "pause_requested")).isEqualTo(false);
      tenant.post(queued, "/resume").then().statusCode(202).body("state", equalTo("QUEUED"));
      assertCounted(1, 1);
    }
  }

  @Test
  void manyWhoPauseAndResumeAtOnceLeaveTheCountersRight() throws Exception {
    // Given
    UUID id = tenant.submit("q");

    // When
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> wishes =
          IntStream.range(0, 40)
              .<Callable<Integer>>mapToObj(
                  i -> () -> tenant.post(id, i % 2 == 0 ? "/pause" : "/resume").statusCode())
              .toList();
      for (var wish : threads.invokeAll(wishes)) {
        assertThat(wish.get()).isEqualTo(202);
      }
    }

    // Then
    boolean queued = "QUEUED".equals(rollout(id, "state"));
    show(id).body("state", equalTo(queued ? "QUEUED" : "PAUSED"));
    assertCounted(queued ? 1 : 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pause", "/resume", "/messages"})
  void jobThatWaitsForAnAnswerSaysSo(String path) {
    // Given
    UUID id = asking(Preliminary.CLARIFICATION, "Which?");

    // When, Then
    tenant
        .post(id, path, "{\"message\":\"m\"}")
        .then()
        .statusCode(409)
        .body("code", equalTo("answer-awaited"))
        .body("detail", containsString("POST the answer to its path /answer"));
    show(id).body("state", equalTo("WAITING_INPUT")).body("inputs", hasSize(0));
  }

  @ParameterizedTest
  @CsvSource({
    "/pause,paused",
    "/resume,resumed",
    "/messages,steered",
    "/answer,answered",
    "/cancel,cancelled"
  })
  void endedJobIsLeftAlone(String path, String what) {
    tenant
        .post(ended(), path, "{\"message\":\"m\"}")
        .then()
        .statusCode(409)
        .body("code", equalTo("job-ended"))
        .body("detail", equalTo("The job ended as SUCCEEDED and cannot be " + what + " any more."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paused", "asking"})
  void jobThatHoldsNoSlotIsCancelledAtOnce(String where) {
    // Given
    UUID id = where.equals("paused") ? parked() : asking(Preliminary.PLAN, "First this.");

    // When
    tenant
        .post(id, "/cancel")
        .then()
        .statusCode(202)
        .body("state", equalTo("CANCELLED"))
        .body("awaiting", nullValue())
        .body("endedAt", notNullValue());

    // Then
    assertThat(rollout(id, "state")).isEqualTo("CANCELLED");
    assertCounted(0, 0);
  }

  @Test
  void keyThatMayOnlyReadControlsNothing() {
    UUID id = tenant.submit("q");
    String reader = tenant.keyWith("jobs:read").reveal();
    for (String path : List.of("/pause", "/resume", "/messages", "/answer", "/cancel")) {
      TestTenant.request(reader)
          .contentType("application/json")
          .body("{\"message\":\"m\"}")
          .post(JOBS + "/" + id + path)
          .then()
          .statusCode(403)
          .body("detail", containsString("jobs:write"));
    }
  }
}
