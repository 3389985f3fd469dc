package dev.quarry.api.rest;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.FakeRunner;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CatalogueIT extends ApiTest {
  @AfterEach
  void onlyTheSampleRunner() {
    Db.execute("quarry_runner", "delete from runner");
    FakeRunner.register();
  }

  @Test
  void offersOfARunnerAreShownAsItWroteThem() {
    tenant
        .request()
        .get("/api/v1/toolsets")
        .then()
        .statusCode(200)
        .body("toolsets", hasSize(1))
        .body("toolsets[0].name", equalTo("web"))
        .body("toolsets[0].plugin", equalTo("toolset-web"))
        .body("toolsets[0].tools[0].effect", equalTo("READ"))
        .body("toolsets[0].tools[0].schema.properties.query.type", equalTo("array"))
        .body("sources.id", equalTo(List.of("corpus", "http")))
        .body("sources[0].schemes", nullValue())
        .body("sources[1].schemes", equalTo(List.of("http", "https")))
        .body("plugins[1].state", equalTo("DEGRADED"))
        .body("plugins[1].reason", equalTo("it throws"))
        .body("modes", equalTo(List.of("react", "iter-research")))
        .body("runners", equalTo(1));
    tenant
        .request()
        .get("/api/v1/models")
        .then()
        .statusCode(200)
        .body("models.name", equalTo(List.of("extractive", "judge-only")))
        .body("models[0].builtIn", equalTo(true))
        .body("models[0].default", equalTo(true))
        .body("models[0].contextTokens", equalTo(131072))
        .body("models[0].roles", equalTo(List.of("agent", "reader")));
  }

  @Test
  void offersOfSeveralRunnersAreOneAndABrokenOneHidesNothing() {
    // Given
    runner("r2", "{\"toolsets\":[{\"name\":\"code\"},{\"name\":\"web\",\"future\":1}]}", "0 s");
    runner("r3", "{\"toolsets\":[{\"name\":\"gone\"}]}", "10 minutes");
    runner("r4", "[1]", "0 s");

    // When / Then
    tenant
        .request()
        .get("/api/v1/toolsets")
        .then()
        .statusCode(200)
        .body("toolsets.name.sort()", equalTo(List.of("code", "web")))
        .body("runners", equalTo(3));
  }

  @Test
  void lastRunnerThatWasSeenStillTellsItsOffers() {
    // Given
    Db.execute("quarry_runner", "delete from runner");
    runner("r2", "{\"toolsets\":[{\"name\":\"older\"}]}", "2 hours");
    runner("r3", "{\"toolsets\":[{\"name\":\"newer\"}]}", "1 hour");

    // When / Then
    tenant
        .request()
        .get("/api/v1/toolsets")
        .then()
        .body("toolsets.name", equalTo(List.of("newer")))
        .body("runners", equalTo(0));
  }

  @Test
  void beforeAnyRunnerNothingIsOffered() {
    // Given
    Db.execute("quarry_runner", "delete from runner");

    // When / Then
    tenant
        .request()
        .get("/api/v1/toolsets")
        .then()
        .statusCode(200)
        .body("toolsets", hasSize(0))
        .body("runners", equalTo(0));
    tenant.request().get("/api/v1/models").then().statusCode(200).body("models", hasSize(0));
  }

  private static void runner(String id, String catalogue, String seenBefore) {
    Db.execute(
        "quarry_runner",
        "insert into runner (runner_id, slots, catalogue, seen_at)"
            + " values (?, 1, ?::json, now() - ?::interval)",
        id,
        catalogue,
        seenBefore);
  }
}
