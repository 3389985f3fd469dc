package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.SourceRef;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one tenant is, for another, not there: in the very words for what never was. */
@QuarkusTest
class ForeignTenantIT extends ApiTest {
  @Test
  void anotherTenantsJobIsNotThereOnAnyEndpoint() {
    // Given
    UUID theirs = finishedJob();
    TestTenant other = TestTenant.make();
    List<String> paths =
        List.of(
            "",
            "/events",
            "/report",
            "/trajectory",
            "/trajectory?format=upstream-jsonl",
            "/sources/1");

    // When / Then
    for (String path : paths) {
      tenant.request().get(JOBS + "/" + theirs + path).then().statusCode(200);
      alike(theirs, id -> other.request().get(JOBS + "/" + id + path));
    }
    alike(theirs, id -> other.request().accept("text/markdown").get(JOBS + "/" + id + "/report"));
    alike(theirs, id -> other.request().delete(JOBS + "/" + id));
    for (String path : List.of("/cancel", "/pause", "/resume")) {
      alike(theirs, id -> other.post(id, path));
    }
    for (String path : List.of("/messages", "/answer")) {
      alike(theirs, id -> other.post(id, path, "{\"message\":\"m\"}"));
    }
    tenant.request().get(JOBS + "/" + theirs).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cancel", "/pause", "/resume", "/messages", "/answer"})
  void whatAnotherTenantWantsOfAJobIsNotDone(String path) {
    // Given
    UUID queued = tenant.submit("q");
    UUID waiting = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(waiting)) {
      runner.ask(Preliminary.PLAN, "First this.");
    }
    UUID paused = tenant.submit("q");
    tenant.post(paused, "/pause").then().statusCode(202);
    TestTenant other = TestTenant.make();

    // When
    String body = path.equals("/answer") ? "{\"approved\":true}" : "{\"message\":\"m\"}";
    for (UUID theirs : List.of(queued, waiting, paused)) {
      boolean empty = !path.equals("/messages") && !path.equals("/answer");
      (empty ? other.post(theirs, path) : other.post(theirs, path, body)).then().statusCode(404);
    }

    // Then
    show(queued).body("state", equalTo("QUEUED")).body("inputs", hasSize(0));
    show(waiting).body("state", equalTo("WAITING_INPUT")).body("inputs", hasSize(0));
    show(paused).body("state", equalTo("PAUSED")).body("inputs", hasSize(0));
  }

  @Test
  void idempotencyKeyOfAnotherTenantStandsForNothing() {
    // Given
    UUID mine = tenant.submit("q");
    TestTenant other = TestTenant.make();
    UUID theirs = other.submit("q");

    // When
    for (var of : Map.of(mine, tenant, theirs, other).entrySet()) {
      of.getValue()
          .request()
          .header("Idempotency-Key", "the-same")
          .contentType("application/json")
          .body("{\"message\":\"m\"}")
          .post(JOBS + "/" + of.getKey() + "/messages")
          .then()
          .statusCode(202);
    }

    // Then
    show(mine).body("inputs", hasSize(1));
    other.request().get(JOBS + "/" + theirs).then().body("inputs", hasSize(1));
  }

  private ValidatableResponse show(UUID id) {
    return tenant.request().get(JOBS + "/" + id).then().statusCode(200);
  }

  @Test
  void listsShowOnlyTheOwn() throws Exception {
    // Given
    tenant.submit("q");
    corpus(tenant.request(), "docs").then().statusCode(201);
    TestTenant other = TestTenant.make();

    // When / Then
    other.request().get(JOBS).then().body("items", hasSize(0));
    other.request().get("/api/v1/corpora").then().body("corpora", hasSize(0));
  }

  @Test
  void anotherTenantsCursorLeadsToNothing() {
    // Given
    tenant.submit("a");
    tenant.submit("b");
    String cursor = tenant.request().get(JOBS + "?limit=1").path("nextCursor");

    // When / Then
    TestTenant.make().request().get(JOBS + "?cursor=" + cursor).then().body("items", hasSize(0));
  }

  @Test
  void anotherTenantsCorpusIsNotThere() throws Exception {
    // Given
    corpus(tenant.request(), "docs").then().statusCode(201);
    TestTenant other = TestTenant.make();

    // When / Then
    other.request().get("/api/v1/corpora/docs").then().statusCode(404);
    other.request().delete("/api/v1/corpora/docs").then().statusCode(404);
    assertThat(other.request().get("/api/v1/corpora/docs").asString())
        .isEqualTo(
            other.request().get("/api/v1/corpora/never").asString().replace("never", "docs"));
    other
        .request()
        .contentType("application/json")
        .body("{\"question\":\"q\",\"corpora\":[\"docs\"]}")
        .post(JOBS)
        .then()
        .statusCode(400)
        .body("detail", equalTo("unknown corpus \"docs\"; there is none"));
    corpus(other.request(), "docs").then().statusCode(201);
    tenant.request().get("/api/v1/corpora/docs").then().statusCode(200);
  }

  private static Response corpus(RequestSpecification request, String name) throws Exception {
    Path root = ConfigProvider.getConfig().getValue("quarry.api.corpora.roots", Path.class);
    Path folder = Files.createDirectories(root.resolve("shared"));
    return request
        .contentType("application/json")
        .body("{\"name\":\"%s\",\"path\":\"%s\"}".formatted(name, folder))
        .post("/api/v1/corpora");
  }

  private UUID finishedJob() {
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.step(Steps.replied("look"));
      runner.step(Steps.returned("visit", "text", new SourceRef("http://a", "A", "aa", 4)));
      runner.page("aa", "http://a", "A", "text");
      runner.succeed("a", new Report("a", List.of()));
    }
    return id;
  }

  private static void alike(UUID theirs, Function<UUID, Response> ask) {
    UUID never = UUID.randomUUID();
    Response foreign = ask.apply(theirs);
    Response missing = ask.apply(never);
    foreign.then().statusCode(404).contentType("application/problem+json");
    assertThat(foreign.asString())
        .isEqualTo(missing.asString().replace(never.toString(), theirs.toString()));
    assertThat(foreign.headers().asList().stream().map(h -> h.getName()).toList())
        .isEqualTo(missing.headers().asList().stream().map(h -> h.getName()).toList());
  }
}
