package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.Termination;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobsIT extends ApiTest {
  @Test
  void submittedJobIsQueuedWithItsDefaultsFilledIn() {
    // Given
    String body =
        """
        {"question": "Who built it?", "metadata": {"label": "a"}, "budget": {"rounds": 7}}
        """;

    // When
    var submitted = tenant.request().contentType("application/json").body(body).post(JOBS);

    // Then
    String id = submitted.then().statusCode(202).extract().path("id");
    submitted
        .then()
        .header("Location", endsWith(JOBS + "/" + id))
        .body("state", equalTo("QUEUED"))
        .body("question", equalTo("Who built it?"))
        .body("mode", equalTo("react"))
        .body("model", equalTo("extractive"))
        .body("toolsets", equalTo(List.of("web")))
        .body("corpora", hasSize(0))
        .body("budget.rounds", equalTo(7))
        .body("budget.modelCalls", equalTo(100))
        .body("metadata.label", equalTo("a"))
        .body("clarify", equalTo(false))
        .body("approvePlan", equalTo(false))
        .body("inputs", hasSize(0))
        .body("createdAt", notNullValue())
        .body("rounds", equalTo(0))
        .body("usage.modelCalls", equalTo(0))
        .body("links.self", equalTo(JOBS + "/" + id))
        .body("links.events", equalTo(JOBS + "/" + id + "/events"));
    assertThat(submitted.body().asString())
        .doesNotContain("null", "startedAt", "failure", "awaiting", "expiresAt", "retentionDays");
    tenant
        .request()
        .get(JOBS + "/" + id)
        .then()
        .statusCode(200)
        .body("id", equalTo(id))
        .body("createdAt", equalTo(submitted.path("createdAt")));
  }

  @Test
  void aRunnerCanReadTheSpecificationAndItsWorkIsShown() {
    // Given
    UUID id = tenant.submit("Who?");

    // When
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.step(Steps.replied("look"));
      runner.step(Steps.returned("search", "found"));
    }

    // Then
    tenant
        .request()
        .get(JOBS + "/" + id)
        .then()
        .body("state", equalTo("RUNNING"))
        .body("startedAt", notNullValue())
        .body("rounds", equalTo(1))
        .body("usage.modelCalls", equalTo(1))
        .body("usage.toolCalls", equalTo(1))
        .body("usage.inputTokens", equalTo(100))
        .body("usage.outputTokens", equalTo(20));
  }

  @Test
  void failedJobTellsWhy() {
    // Given
    UUID id = tenant.submit("Who?");

    // When
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.fail(Termination.MODEL_FAILED, new JobFailure("model-unavailable", "503 again"));
    }

    // Then
    tenant
        .request()
        .get(JOBS + "/" + id)
        .then()
        .body("state", equalTo("FAILED"))
        .body("termination", equalTo("MODEL_FAILED"))
        .body("failure.code", equalTo("model-unavailable"))
        .body("failure.message", equalTo("503 again"))
        .body("endedAt", notNullValue());
  }

  @Test
  void pagesGoThroughAllJobsNewestFirstEachOnce() {
    // Given
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      newestFirst.addFirst(tenant.submit("Question " + i).toString());
    }

    // When
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          tenant
              .request()
              .queryParam("limit", 3)
              .queryParams(cursor == null ? java.util.Map.of() : java.util.Map.of("cursor", cursor))
              .get(JOBS)
              .then()
              .statusCode(200)
              .extract();
      seen.addAll(page.path("items.id"));
      cursor = page.path("nextCursor");
    } while (cursor != null);

    // Then
    assertThat(seen).isEqualTo(newestFirst);
  }

  @Test
  void listIsFilteredByStateAndMode() {
    // Given
    UUID waiting = tenant.submit("Waits");
    UUID gone = tenant.submit("Gone");
    tenant.request().post(JOBS + "/" + gone + "/cancel").then().statusCode(202);

    // When / Then
    tenant
        .request()
        .get(JOBS + "?state=CANCELLED")
        .then()
        .body("items.id", equalTo(List.of(gone.toString())))
        .body("nextCursor", nullValue());
    tenant
        .request()
        .get(JOBS + "?mode=react&state=QUEUED")
        .then()
        .body("items.id", equalTo(List.of(waiting.toString())));
    tenant.request().get(JOBS + "?mode=iter-research").then().body("items", hasSize(0));
  }

  @Test
  void wrongFiltersAreAllNamed() {
    tenant
        .request()
        .get(JOBS + "?state=DONE&mode=magic&limit=101&cursor=x")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid-request"))
        .body("errors.field", equalTo(List.of("state", "mode", "limit", "cursor")));
  }

  @Test
  void waitingJobIsCancelledAtOnceAndOnceMoreIsNoMistake() {
    // Given
    UUID id = tenant.submit("Who?");

    // When
    var cancelled = tenant.request().post(JOBS + "/" + id + "/cancel");

    // Then
    cancelled
        .then()
        .statusCode(202)
        .body("state", equalTo("CANCELLED"))
        .body("termination", equalTo("CANCELLED"))
        .body("endedAt", notNullValue());
    tenant
        .request()
        .post(JOBS + "/" + id + "/cancel")
        .then()
        .statusCode(202)
        .body("state", equalTo("CANCELLED"));
    assertThat(
            Db.value(
                "quarry_scheduler",
                "select queued from tenant_sched where tenant_id = ?",
                tenant.id()))
        .isEqualTo(0);
  }

  @Test
  void runningJobIsMarkedAndEndsWithItsRunner() {
    // Given
    UUID id = tenant.submit("Who?");
    try (FakeRunner runner = FakeRunner.take(id)) {
      // When
      tenant
          .request()
          .post(JOBS + "/" + id + "/cancel")
          .then()
          .statusCode(202)
          .body("state", equalTo("RUNNING"));

      // Then
      assertThat(
              Db.value(
                  "quarry_scheduler",
                  "select cancel_requested from rollout where rollout_id = ?",
                  runner.lease().rolloutId()))
          .isEqualTo(true);
      runner.cancelled();
    }
    tenant.request().get(JOBS + "/" + id).then().body("state", equalTo("CANCELLED"));
  }

  @Test
  void endedJobCannotBeCancelled() {
    // Given
    UUID id = tenant.submit("Who?");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.succeed("Somebody", new dev.quarry.core.job.Report("Somebody", List.of()));
    }

    // When / Then
    tenant
        .request()
        .post(JOBS + "/" + id + "/cancel")
        .then()
        .statusCode(409)
        .body("code", equalTo("job-ended"))
        .body("detail", equalTo("The job ended as SUCCEEDED and cannot be cancelled any more."));
  }
}
