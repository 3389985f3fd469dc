package dev.quarry.api.budget;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Operator;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BudgetsIT extends ApiTest {
  private static final String JSON = "application/json";

  private static Response put(RequestSpecification request, String path, String body) {
    return request.contentType(JSON).body(body).put(path);
  }

  private Response submit(String body) {
    return tenant.request().contentType(JSON).body(body).post("/api/v1/jobs");
  }

  private void project(String slug) {
    tenant
        .request()
        .contentType(JSON)
        .body("{\"slug\":\"%s\",\"name\":\"P\"}".formatted(slug))
        .post("/api/v1/projects")
        .then()
        .statusCode(201);
  }

  private UUID worked(String body, long tokens, long micros) {
    UUID job = tenant.submitBody(body);
    try (FakeRunner runner = FakeRunner.take(job)) {
      runner.used(
          new RolloutUse(
              List.of(new RolloutUse.Line("model", "extractive", 2, tokens, 0, micros)), 3_000));
      runner.succeed("a", new Report("a", List.of()));
    }
    return job;
  }

  @Test
  void newBudgetBeginsWithWhatWasUsedAndEndsOfJobsCount() {
    // Given
    worked("{\"question\":\"q\"}", 100, 7);

    // When
    put(tenant.request(), "/api/v1/budgets/month", "{\"tokens\":1000,\"costMicros\":50}")
        .then()
        .statusCode(200)
        .body("scope", equalTo("tenant"))
        .body("limits.tokens", equalTo(1000))
        .body("limits.slotSeconds", nullValue())
        .body("used.tokens", equalTo(100))
        .body("used.costMicros", equalTo(7))
        .body("used.slotSeconds", equalTo(3));
    worked("{\"question\":\"q\"}", 20, 1);

    // Then, and changing the limits leaves what is used
    put(tenant.request(), "/api/v1/budgets/month", "{\"tokens\":2000}")
        .then()
        .body("limits.tokens", equalTo(2000))
        .body("limits.costMicros", nullValue())
        .body("used.tokens", equalTo(120))
        .body("used.costMicros", equalTo(8))
        .body("reserved.tokens", equalTo(0));
  }

  @Test
  void usedUpBudgetRefusesJobsAndSaysWhichAndUntilWhen() {
    // Given
    put(tenant.request(), "/api/v1/budgets/day", "{\"tokens\":100}").then().statusCode(200);
    worked("{\"question\":\"q\"}", 100, 0);

    // When, Then
    submit("{\"question\":\"q\"}")
        .then()
        .statusCode(402)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue())
        .body("code", equalTo("budget-exhausted"))
        .body(
            "detail",
            allOf(
                containsString("the budget of the tenant for the day"),
                containsString("100 of 100 tokens"),
                containsString("renews on " + LocalDate.now(ZoneOffset.UTC).plusDays(1) + ", UTC"),
                containsString("TENANT_TOKENS")));
    tenant.request().delete("/api/v1/budgets/day").then().statusCode(204);
    submit("{\"question\":\"q\"}").then().statusCode(202);
  }

  @Test
  void budgetOfAProjectStopsThatProjectAlone() {
    // Given
    project("optics");
    project("towers");
    put(tenant.request(), "/api/v1/budgets/total?project=optics", "{\"costMicros\":10}")
        .then()
        .statusCode(200)
        .body("project", equalTo("optics"))
        .body("renews", nullValue());
    worked("{\"question\":\"q\",\"project\":\"optics\"}", 5, 10);

    // Then
    submit("{\"question\":\"q\",\"project\":\"optics\"}")
        .then()
        .statusCode(402)
        .header("Retry-After", nullValue())
        .body("detail", containsString("PROJECT_MONEY"));
    submit("{\"question\":\"q\",\"project\":\"towers\"}").then().statusCode(202);
    submit("{\"question\":\"q\"}").then().statusCode(202);
    tenant
        .request()
        .get("/api/v1/usage?by=project")
        .then()
        .body("rows.key", contains("optics"))
        .body("rows.used.costMicros", contains(10));
  }

  @Test
  void operatorsBudgetIsSeenAndNotChangedByTheTenant() {
    // Given
    String slug = "t-" + tenant.id();
    put(Operator.request(), "/api/v1/tenants/%s/budgets/month".formatted(slug), "{\"tokens\":0}")
        .then()
        .statusCode(200)
        .body("scope", equalTo("operator"));

    // Then
    tenant
        .request()
        .get("/api/v1/budgets")
        .then()
        .body("budgets.scope", contains("operator"))
        .body("budgets.limits.tokens", contains(0));
    tenant.request().delete("/api/v1/budgets/month").then().statusCode(404);
    submit("{\"question\":\"q\"}")
        .then()
        .statusCode(402)
        .body("detail", containsString("the operator's budget of the tenant for the month"));
    Operator.request()
        .delete("/api/v1/tenants/%s/budgets/month".formatted(slug))
        .then()
        .statusCode(204);
    submit("{\"question\":\"q\"}").then().statusCode(202);
  }

  @Test
  void budgetsAreSetByAdminsAndWrittenIntoTheLog() {
    TestTenant reader =
        new TestTenant(tenant.id(), tenant.keyWith("jobs:read", "jobs:write").reveal());
    put(reader.request(), "/api/v1/budgets/day", "{\"tokens\":1}")
        .then()
        .statusCode(403)
        .body("detail", containsString("budgets:admin"));
    reader.request().get("/api/v1/budgets").then().statusCode(200);
    put(tenant.request(), "/api/v1/budgets/day", "{\"tokens\":1}").then().statusCode(200);
    tenant
        .request()
        .get("/api/v1/audit?action=budget.")
        .then()
        .body("items.action", hasItem("budget.set"))
        .body("items.object", hasItem("day"));
  }

  @Test
  void whatIsNoBudgetIsTold() {
    put(tenant.request(), "/api/v1/budgets/week", "{\"tokens\":1}")
        .then()
        .statusCode(400)
        .body("detail", containsString("accepted are day, month, total"));
    put(tenant.request(), "/api/v1/budgets/day", "{}")
        .then()
        .statusCode(400)
        .body("detail", containsString("limits nothing"));
    put(tenant.request(), "/api/v1/budgets/day", "{\"tokens\":-1,\"euros\":3}")
        .then()
        .statusCode(400)
        .body("errors.field", contains("tokens", "euros"));
    put(tenant.request(), "/api/v1/budgets/day?project=none", "{\"tokens\":1}")
        .then()
        .statusCode(404);
  }

  @Test
  void projectsAreMadeNamedArchivedAndFilteredBy() {
    // Given
    project("optics");
    submit("{\"question\":\"q\",\"project\":\"nowhere\"}")
        .then()
        .statusCode(400)
        .body("field", equalTo("project"));
    String mine =
        submit("{\"question\":\"q\",\"project\":\"optics\"}")
            .then()
            .statusCode(202)
            .body("project", equalTo("optics"))
            .extract()
            .path("id");
    submit("{\"question\":\"other\"}").then().statusCode(202).body("project", nullValue());

    // Then
    tenant
        .request()
        .get("/api/v1/jobs?project=optics")
        .then()
        .body("items.id", contains(mine))
        .body("items.project", contains("optics"));
    tenant.request().get("/api/v1/jobs/" + mine).then().body("project", equalTo("optics"));
    tenant
        .request()
        .contentType(JSON)
        .body("{\"archived\":true}")
        .patch("/api/v1/projects/optics")
        .then()
        .statusCode(200)
        .body("archived", equalTo(true));
    submit("{\"question\":\"q\",\"project\":\"optics\"}")
        .then()
        .statusCode(400)
        .body("detail", containsString("archived"));
    tenant
        .request()
        .contentType(JSON)
        .body("{\"slug\":\"optics\"}")
        .post("/api/v1/projects")
        .then()
        .statusCode(409)
        .body("code", equalTo("project-exists"));
    TestTenant.make().request().get("/api/v1/projects").then().body("projects.size()", equalTo(0));
  }

  @Test
  void jobNamesTheLimitThatStoppedIt() {
    UUID job = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(job)) {
      runner.step(new Step.LimitHit(Limit.TENANT_MONEY, "the budget of the tenant for the day"));
      runner.cancelled();
    }

    tenant
        .request()
        .get("/api/v1/jobs/" + job)
        .then()
        .body("limit.name", equalTo("TENANT_MONEY"))
        .body("limit.detail", equalTo("the budget of the tenant for the day"));
  }

  @Test
  void estimateIsTheBoundsUntilThereAreJobsToGoBy() {
    // Given
    String body = "{\"question\":\"q\",\"budget\":{\"tokens\":5000,\"wallSeconds\":60}}";
    Response bounds = tenant.request().contentType(JSON).body(body).post("/api/v1/jobs/estimate");
    bounds
        .then()
        .statusCode(200)
        .body("basis", equalTo("bounds"))
        .body("expected.tokens", equalTo(5000))
        .body("high.slotSeconds", equalTo(60));
    for (int i = 1; i <= 5; i++) {
      worked("{\"question\":\"q\"}", i * 100L, i * 10L);
    }

    // Then
    tenant
        .request()
        .contentType(JSON)
        .body(body)
        .post("/api/v1/jobs/estimate")
        .then()
        .statusCode(200)
        .body("basis", equalTo("history"))
        .body("jobs", equalTo(5))
        .body("expected.tokens", equalTo(300))
        .body("expected.costMicros", equalTo(30))
        .body("high.tokens", equalTo(500))
        .body("bound.tokens", equalTo(5000));
    tenant.request().get("/api/v1/jobs").then().body("items.size()", equalTo(5));
    tenant
        .request()
        .contentType(JSON)
        .body("{\"question\":\"\"}")
        .post("/api/v1/jobs/estimate")
        .then()
        .statusCode(400);
  }

  @Test
  void acceptedJobSaysWhatMayFollow() {
    submit("{\"question\":\"q\"}")
        .then()
        .statusCode(202)
        .header("RateLimit-Policy", "\"submits\";q=60000;w=60, \"queued\";q=100000")
        .header(
            "RateLimit", matchesPattern("\"submits\";r=(59999;t=1|60000;t=0), \"queued\";r=99999"));
    tenant
        .request()
        .get("/api/v1/limits")
        .then()
        .statusCode(200)
        .body("submits", equalTo(60_000))
        .body("queuedLeft", equalTo(99_999));
  }
}
