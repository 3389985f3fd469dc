package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.core.job.Citation;
import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.Report;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.SourceRef;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResultIT extends ApiTest {
  private static final SourceRef FIRST = new SourceRef("http://a/ä b", "Größe", "aa", 12);
  private static final SourceRef SECOND = new SourceRef("file:///b", "B", "bb", 3);

  @Test
  void reportHasItsCitations() {
    // Given
    UUID id = finished();

    // When / Then
    tenant
        .request()
        .get(JOBS + "/" + id + "/report")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("jobId", equalTo(id.toString()))
        .body("state", equalTo("SUCCEEDED"))
        .body("mode", equalTo("react"))
        .body("model", equalTo("extractive"))
        .body("question", equalTo("Wer?"))
        .body("markdown", equalTo("Er war es [1]."))
        .body("citations", hasSize(2))
        .body("citations[0].quote", equalTo("er war es"))
        .body("citations[0].verified", equalTo(true))
        .body("citations[0].sha256", equalTo("aa"))
        .body("citations[0].start", equalTo(3))
        .body("citations[0].source", equalTo(1))
        .body("citations[1].verified", equalTo(false))
        .body("citations[1].sha256", nullValue())
        .body("termination", equalTo("ANSWER"))
        .body("usage.modelCalls", equalTo(2))
        .body("rounds", equalTo(2));
  }

  @Test
  void reportIsGivenAsMarkdownWhenThatIsAskedFor() {
    // Given
    UUID id = finished();

    // When
    var answer = tenant.request().accept("text/markdown").get(JOBS + "/" + id + "/report");

    // Then
    answer.then().statusCode(200).contentType(startsWith("text/markdown"));
    assertThat(answer.asString()).isEqualTo("Er war es [1].");
    tenant
        .request()
        .accept("image/png")
        .get(JOBS + "/" + id + "/report")
        .then()
        .statusCode(406)
        .contentType("application/problem+json");
  }

  @Test
  void reportOfARunningJobIsNotReady() {
    UUID id = tenant.submit("Wer?");
    tenant
        .request()
        .get(JOBS + "/" + id + "/report")
        .then()
        .statusCode(409)
        .body("code", equalTo("report-not-ready"))
        .body("detail", containsString("QUEUED"));
  }

  @Test
  void jobWithoutReportSaysWhy() {
    // Given
    UUID id = tenant.submit("Wer?");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.fail(Termination.MODEL_FAILED, new JobFailure("model-unavailable", "503 again"));
    }

    // When / Then
    tenant
        .request()
        .get(JOBS + "/" + id + "/report")
        .then()
        .statusCode(404)
        .body("code", equalTo("no-report"))
        .body("detail", equalTo("The job ended as FAILED (model-unavailable): 503 again"));
  }

  @Test
  void trajectoryHasEveryStepAsItIsStored() {
    // Given
    UUID id = finished();

    // When / Then
    tenant
        .request()
        .get(JOBS + "/" + id + "/trajectory")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("jobId", equalTo(id.toString()))
        .body("rollouts", hasSize(1))
        .body("rollouts[0].ordinal", equalTo(0))
        .body("rollouts[0].state", equalTo("SUCCEEDED"))
        .body("rollouts[0].steps.seq", equalTo(List.of(1, 2, 3, 4, 5, 6)))
        .body(
            "rollouts[0].steps.kind",
            equalTo(
                List.of("leased", "replied", "tool-returned", "tool-returned", "replied", "ended")))
        .body("rollouts[0].steps[0].epoch", equalTo(1))
        .body("rollouts[0].steps[0].body.runner", equalTo("r1"))
        .body("rollouts[0].steps[1].body.reply.content", equalTo("suche"));
  }

  @Test
  void longTrajectoriesAreWhole() {
    // Given
    UUID id = tenant.submit("Wer?");
    try (FakeRunner runner = FakeRunner.take(id)) {
      for (int i = 0; i < 130; i++) {
        runner.silentStep(Steps.replied("r" + i));
      }
    }

    // When / Then
    tenant
        .request()
        .get(JOBS + "/" + id + "/trajectory")
        .then()
        .body("rollouts[0].steps", hasSize(131))
        .body("rollouts[0].steps[130].body.reply.content", equalTo("r129"));
  }

  @Test
  void trajectoryIsGivenInThePublishedForm() {
    // Given
    UUID id = finished();

    // When
    var answer = tenant.request().get(JOBS + "/" + id + "/trajectory?format=upstream-jsonl");

    // Then
    answer.then().statusCode(200).contentType(startsWith("application/x-ndjson"));
    assertThat(answer.asString())
        .isEqualTo(
            "{\"question\":\"Wer?\",\"answer\":\"er\",\"messages\":["
                + "{\"role\":\"user\",\"content\":\"Wer?\"},"
                + "{\"role\":\"assistant\",\"content\":\"suche\"},"
                + "{\"role\":\"user\",\"content\":\"<tool_response>\\ngefunden\\n</tool_response>\"},"
                + "{\"role\":\"user\",\"content\":\"<tool_response>\\nnoch mal\\n</tool_response>\"},"
                + "{\"role\":\"assistant\",\"content\":\"<answer>Er</answer>\"}],"
                + "\"prediction\":\"Er\",\"termination\":\"answer\"}\n");
  }

  @Test
  void publishedFormOfARunningJobIsNotThere() {
    UUID id = tenant.submit("Wer?");
    tenant
        .request()
        .get(JOBS + "/" + id + "/trajectory?format=upstream-jsonl")
        .then()
        .statusCode(409)
        .body("code", equalTo("job-not-ended"));
  }

  @Test
  void unknownFormatIsNamed() {
    UUID id = tenant.submit("Wer?");
    tenant
        .request()
        .get(JOBS + "/" + id + "/trajectory?format=xml")
        .then()
        .statusCode(400)
        .body("detail", equalTo("is \"xml\"; accepted are json, upstream-jsonl"));
  }

  @Test
  void storedPageIsGivenAsItWasRead() {
    // Given
    UUID id = finished();

    // When
    var answer = tenant.request().get(JOBS + "/" + id + "/sources/1");

    // Then
    answer
        .then()
        .statusCode(200)
        .contentType("text/plain;charset=utf-8")
        .header("Quarry-Source-Url", "http://a/%C3%A4%20b")
        .header("Quarry-Source-Title", "UTF-8''Gr%C3%B6%C3%9Fe")
        .header("Quarry-Source-Sha256", "aa");
    assertThat(answer.asString()).isEqualTo("ja, er war es");
    tenant
        .request()
        .accept("application/json")
        .get(JOBS + "/" + id + "/sources/2")
        .then()
        .contentType("application/json")
        .body("n", equalTo(2))
        .body("url", equalTo("file:///b"))
        .body("title", equalTo("B"))
        .body("sha256", equalTo("bb"))
        .body("text", equalTo("b b"))
        .body("fetchedAt", org.hamcrest.Matchers.notNullValue());
  }

  @Test
  void sourcesThatAreNotThereAreNotFound() {
    UUID id = finished();
    for (String n : List.of("0", "3", "-1", "x", "99999999999")) {
      tenant
          .request()
          .get(JOBS + "/" + id + "/sources/" + n)
          .then()
          .statusCode(404)
          .body("detail", equalTo("There is no source \"" + n + "\"."));
    }
  }

  @Test
  void stepsOfNewerCodeAreToldAsThatAndGivenAsTheyAreStored() {
    // Given
    UUID id = tenant.submit("Wer?");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.silentStep(Steps.returned("visit", "gefunden", FIRST));
      runner.newerStep();
      runner.fail(Termination.MODEL_FAILED, new JobFailure("model-unavailable", "503 again"));
    }

    // When / Then
    for (String read : List.of("/sources/1", "/trajectory?format=upstream-jsonl")) {
      tenant
          .request()
          .get(JOBS + "/" + id + read)
          .then()
          .statusCode(503)
          .header("Retry-After", equalTo("2"))
          .body("code", equalTo("newer-work"));
    }
    tenant
        .request()
        .get(JOBS + "/" + id + "/trajectory")
        .then()
        .statusCode(200)
        .body("rollouts[0].steps[2].kind", equalTo("dreamt"))
        .body("rollouts[0].steps[2].body.of", equalTo("sheep"));
  }

  private UUID finished() {
    UUID id =
        UUID.fromString(
            tenant
                .request()
                .contentType("application/json")
                .body("{\"question\":\"Wer?\",\"metadata\":{\"answer\":\"er\"}}")
                .post(JOBS)
                .path("id"));
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.silentStep(Steps.replied("suche"));
      runner.silentStep(Steps.returned("visit", "gefunden", FIRST));
      runner.silentStep(Steps.returned("visit", "noch mal", SECOND, FIRST));
      runner.silentStep(Steps.replied("<answer>Er</answer>"));
      runner.page("aa", FIRST.url(), FIRST.title(), "ja, er war es");
      runner.page("bb", SECOND.url(), SECOND.title(), "b b");
      runner.succeed(
          "Er",
          new Report(
              "Er war es [1].",
              List.of(
                  new Citation(1, FIRST.url(), FIRST.title(), "er war es", true, "aa", 3, 12, 1),
                  new Citation(2, "http://c", "C", "made up", false, null, null, null, null))));
    }
    return id;
  }
}
