package dev.quarry.api.usage;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Operator;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import io.quarkus.test.junit.QuarkusTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UsageIT extends ApiTest {
  private static final RolloutUse USE =
      new RolloutUse(
          List.of(
              new RolloutUse.Line("model", "extractive", 3, 1000, 200, 750),
              new RolloutUse.Line("tool", "search", 4, 0, 0, 0),
              new RolloutUse.Line("tool", "visit", 2, 500, 50, 25)),
          12_345);

  private static UUID worked(TestTenant who, String body, RolloutUse use) {
    UUID job = who.submitBody(body);
    try (FakeRunner runner = FakeRunner.take(job)) {
      runner.used(use);
      runner.succeed("a", new Report("a", List.of()));
    }
    return job;
  }

  @Test
  void wholeIsCountedOnceHoweverItIsPutTogether() {
    // Given two jobs, the later one deleted: what it used up stays
    worked(tenant, "{\"question\":\"q\"}", USE);
    UUID gone = worked(tenant, "{\"question\":\"q\",\"mode\":\"iter-research\"}", USE);
    tenant.request().delete("/api/v1/jobs/" + gone).then().statusCode(204);

    // Then
    tenant
        .request()
        .get("/api/v1/usage")
        .then()
        .statusCode(200)
        .body("currency", equalTo("USD"))
        .body("total.jobs", equalTo(2))
        .body("total.modelCalls", equalTo(6))
        .body("total.toolCalls", equalTo(12))
        .body("total.inputTokens", equalTo(3000))
        .body("total.outputTokens", equalTo(500))
        .body("total.slotSeconds", equalTo(24.690f))
        .body("total.costMicros", equalTo(1550))
        .body("rows.size()", equalTo(0));
    tenant
        .request()
        .get("/api/v1/usage?by=mode")
        .then()
        .body("rows.key", contains("iter-research", "react"))
        .body("rows.used.costMicros", everyItem(equalTo(775)))
        .body("rows.used.slotSeconds", everyItem(equalTo(12.345f)));
    tenant
        .request()
        .get("/api/v1/usage?by=model")
        .then()
        .body("rows.key", contains("(read for tools)", "extractive"))
        .body("rows.used.costMicros", contains(50, 1500));
    tenant
        .request()
        .get("/api/v1/usage?by=tool&every=day")
        .then()
        .body("rows.key", contains("search", "visit"))
        .body("rows.start", everyItem(equalTo(LocalDate.now(ZoneOffset.UTC).toString())))
        .body("rows.used.toolCalls", contains(8, 4))
        .body("rows.used.slotSeconds", everyItem(nullValue()));
  }

  @Test
  void whoAskedIsNamed() {
    // Given
    worked(tenant, "{\"question\":\"q\"}", USE);
    var other = tenant.keyWith("jobs:read", "jobs:write");
    worked(new TestTenant(tenant.id(), other.reveal()), "{\"question\":\"q\"}", USE);

    // Then
    tenant
        .request()
        .get("/api/v1/usage?by=submitter&every=month")
        .then()
        .body("rows.size()", equalTo(2))
        .body("rows.key", hasItem("key:" + other.id()))
        .body("rows.name", everyItem(equalTo("test")))
        .body("rows.used.jobs", everyItem(equalTo(1)));
  }

  @Test
  void nothingOfAnotherTenantIsCounted() {
    // Given
    worked(tenant, "{\"question\":\"q\"}", USE);

    // Then
    TestTenant.make()
        .request()
        .get("/api/v1/usage?by=model")
        .then()
        .statusCode(200)
        .body("total.jobs", equalTo(0))
        .body("total.costMicros", equalTo(0))
        .body("rows.size()", equalTo(0));
  }

  @Test
  void operatorSeesWhoUsedWhatAndATenantDoesNot() {
    // Given
    worked(tenant, "{\"question\":\"q\"}", USE);

    // Then
    String mine = "rows.find { it.key == 't-%s' }.used.".formatted(tenant.id());
    Operator.request()
        .get("/api/v1/operator/usage")
        .then()
        .statusCode(200)
        .body("by", equalTo("tenant"))
        .body(mine + "jobs", equalTo(1))
        .body(mine + "costMicros", equalTo(775));
    tenant.request().get("/api/v1/operator/usage").then().statusCode(403);
  }

  @Test
  void timeIsADayOrMoreAndWhatIsNotKnownIsTold() {
    worked(tenant, "{\"question\":\"q\"}", USE);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);

    tenant
        .request()
        .get("/api/v1/usage?from=%s&to=%s".formatted(today.minusDays(3), today))
        .then()
        .body("total.jobs", equalTo(0));
    tenant
        .request()
        .get("/api/v1/usage?by=weather&every=hour&from=today&to=2026-02-30")
        .then()
        .statusCode(400)
        .body("errors.field", contains("to", "from", "by", "every"))
        .body(
            "errors.find { it.field == 'by' }.message",
            containsString("accepted are project, submitter, mode, model, tool"));
    tenant
        .request()
        .get("/api/v1/usage?from=2020-01-01&to=2026-01-01")
        .then()
        .statusCode(400)
        .body("detail", containsString("1 to 400 days later"));
  }

  @Test
  void jobShowsItsCostWhileItRuns() {
    // Given
    UUID job = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(job)) {
      runner.step(
          new Step.Replied(
              "hash",
              new ModelReply("c", null, List.of(), "stop", new TokenUsage(100, 20, true, 27), "e"),
              1));

      // Then
      tenant
          .request()
          .get("/api/v1/jobs/" + job)
          .then()
          .body("usage.inputTokens", equalTo(100))
          .body("usage.costMicros", equalTo(27));
      runner.cancelled();
    }
  }
}
