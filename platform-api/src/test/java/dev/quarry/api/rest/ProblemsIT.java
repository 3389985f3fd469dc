package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemsIT extends ApiTest {
  @Test
  void unknownPathsAreProblemsToo() {
    for (String path :
        List.of("/", "/api", "/api/v1/nothing", "/api/v1/jobs/a/b/c", "/index.html")) {
      problem(tenant.request().get(path), 404, "not-found");
    }
    problem(RestAssured.get("/api/v1/nothing"), 404, "not-found");
  }

  @Test
  void whatIsNoIdIsAnsweredLikeAnUnknownOne() {
    problem(tenant.request().get(JOBS + "/abc"), 404, "not-found")
        .then()
        .body("detail", equalTo("There is no job \"abc\"."));
    String never = UUID.randomUUID().toString();
    problem(tenant.request().get(JOBS + "/" + never), 404, "not-found")
        .then()
        .body("detail", equalTo("There is no job \"" + never + "\"."))
        .body("title", equalTo("Not found"));
  }

  @Test
  void wrongMethodIsNamed() {
    problem(tenant.request().put(JOBS), 405, "method-not-allowed");
    problem(tenant.request().put(JOBS + "/" + UUID.randomUUID()), 405, "method-not-allowed");
  }

  @Test
  void representationThatIsNotThereIsNamed() {
    problem(tenant.request().accept("image/png").get(JOBS), 406, "not-acceptable");
  }

  @Test
  void faultInsideIsToldWithoutTheInside() {
    // Given
    UUID id = tenant.submit("q");
    Db.execute("quarry_owner", "alter table job no force row level security");
    Db.execute(
        "quarry_owner", "update job set spec = '{\"mode\":\"NEW_MODE\"}' where job_id = ?", id);
    Db.execute("quarry_owner", "alter table job force row level security");

    // When
    Response answer = tenant.request().get(JOBS + "/" + id);

    // Then
    problem(answer, 500, "internal");
    assertThat(answer.asString()).doesNotContain("Exception", "dev.quarry", "java", "NEW_MODE");
  }

  @Test
  void bodyThatDoesNotSayHowLongItIsIsBoundedToo() throws IOException {
    // Given
    String head =
        "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                .formatted(tenant.key())
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";

    // When
    String answer;
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      try {
        for (int i = 0; i < 100; i++) {
          out.write(chunk.getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
      } catch (IOException e) {
        // Cut off: what was said before is read below.
      }
      answer = head(socket.getInputStream());
    }

    // Then
    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @Test
  void openApiDescribesEveryEndpoint() {
    var document =
        RestAssured.given()
            .accept("application/json")
            .get("/q/openapi?format=json")
            .then()
            .statusCode(200);
    for (String path :
        List.of(
            "/api/v1/jobs",
            "/api/v1/jobs/{id}",
            "/api/v1/jobs/{id}/cancel",
            "/api/v1/jobs/{id}/pause",
            "/api/v1/jobs/{id}/resume",
            "/api/v1/jobs/{id}/messages",
            "/api/v1/jobs/{id}/answer",
            "/api/v1/jobs/{id}/events",
            "/api/v1/jobs/{id}/report",
            "/api/v1/jobs/{id}/trajectory",
            "/api/v1/jobs/{id}/sources/{n}",
            "/api/v1/toolsets",
            "/api/v1/models",
            "/api/v1/corpora",
            "/api/v1/corpora/{name}")) {
      document.body("paths", hasKey(path));
    }
    document
        .body("paths.'/api/v1/jobs/{id}'", hasKey("delete"))
        .body("components.schemas.JobRequest.properties", hasKey("approvePlan"))
        .body("components.schemas.JobView.properties", hasKey("awaiting"));
    document.body("components.securitySchemes.key.scheme", equalTo("bearer"));
  }

  @Test
  void healthAndMetricsAreThere() {
    tenant.submit("q");
    RestAssured.get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", hasItem("database"))
        .body("checks.name", hasItem("kafka"));
    RestAssured.get("/q/health/live").then().statusCode(200);
    RestAssured.get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("quarry_outbox_unpublished"))
        .body(containsString("quarry_outbox_age_seconds"))
        .body(containsString("quarry_jobs_submitted_total"));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = in.read(); c >= 0 && head.indexOf("\r\n\r\n") < 0; c = in.read()) {
      head.append((char) c);
    }
    return head.toString();
  }

  private static Response problem(Response answer, int status, String code) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("code", equalTo(code))
        .body("type", equalTo("urn:quarry:problem:" + code));
    return answer;
  }
}
