package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.SourceRef;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ended jobs go when somebody wants it or their time has come, with all that belongs to them. */
@QuarkusTest
class RetentionIT extends ApiTest {
  private static final List<String> TABLES =
      List.of("job", "rollout", "page", "artifact", "job_input", "idempotency_key", "usage_record");

  /** A job with something in every table. */
  private static UUID ended(TestTenant tenant, String more) {
    UUID id = tenant.submitBody("{\"question\":\"q\"" + more + "}");
    tenant
        .request()
        .header("Idempotency-Key", "of " + id)
        .contentType("application/json")
        .body("{\"message\":\"m\"}")
        .post(JOBS + "/" + id + "/messages")
        .then()
        .statusCode(202);
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.step(Steps.replied("look"));
      runner.step(Steps.returned("visit", "text", new SourceRef("http://a", "A", "aa", 4)));
      runner.page("aa", "http://a", "A", "text");
      runner.succeed("a", new Report("a", List.of()));
    }
    run(
        tenant,
        "quarry_runner",
        "insert into artifact (tenant_id, job_id, name, media_type, content)"
            + " values (current_tenant(), ?, 'n', 'text/plain', 'x')",
        id);
    return id;
  }

  private static int run(TestTenant tenant, String role, String sql, UUID job) {
    return new TenantTx(Db.as(role))
        .call(
            tenant.id(),
            tx -> {
              try (var statement = tx.prepareStatement(sql)) {
                statement.setObject(1, job);
                return statement.executeUpdate();
              }
            });
  }

  private static List<String> tablesWith(TestTenant tenant, UUID job) {
    List<String> with = new ArrayList<>();
    for (String table : TABLES) {
      new TenantTx(Db.as("quarry_api"))
          .call(
              tenant.id(),
              tx -> {
                try (var select =
                    tx.prepareStatement("select 1 from %s where job_id = ?".formatted(table))) {
                  select.setObject(1, job);
                  return select.executeQuery().next() && with.add(table);
                }
              });
    }
    return with;
  }

  private static Object steps(UUID rollout) {
    return Db.value(
        "quarry_scheduler", "select count(seq) from step where rollout_id = ?", rollout);
  }

  private static UUID rollout(UUID job) {
    return (UUID)
        Db.value("quarry_scheduler", "select rollout_id from rollout where job_id = ?", job);
  }

  @Test
  void deletedJobIsGoneWithAllItsDataAndOnlyIt() {
    // Given
    UUID id = ended(tenant, "");
    UUID other = ended(tenant, "");
    UUID rollout = rollout(id);
    run(
        tenant,
        "quarry_runner",
        "insert into usage_record (tenant_id, job_id, rollout_id, kind, name, calls, input_tokens,"
            + " output_tokens, slot_millis)"
            + " select current_tenant(), ?, gen_random_uuid(), 'model', 'm', 1, 1, 1, 1",
        id);
    assertThat(tablesWith(tenant, id)).isEqualTo(TABLES);
    assertThat(steps(rollout)).isEqualTo(4L);

    // When
    tenant.request().delete(JOBS + "/" + id).then().statusCode(204);

    // Then
    tenant.request().get(JOBS + "/" + id).then().statusCode(404);
    tenant.request().get(JOBS + "/" + id + "/report").then().statusCode(404);
    tenant.request().delete(JOBS + "/" + id).then().statusCode(404);
    assertThat(tablesWith(tenant, id)).containsExactly("usage_record");
    assertThat(steps(rollout)).isEqualTo(0L);
    tenant.request().get(JOBS).then().body("items.id", equalTo(List.of(other.toString())));
    assertThat(steps(rollout(other))).isEqualTo(4L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUEUED", "RUNNING", "PAUSED", "WAITING_INPUT"})
  void jobThatHasNotEndedIsNotDeleted(String state) {
    // Given
    UUID id = tenant.submit("q");
    if (!state.equals("QUEUED")) {
      try (FakeRunner runner = FakeRunner.take(id)) {
        switch (state) {
          case "PAUSED" -> {
            tenant.post(id, "/pause").then().statusCode(202);
            runner.park();
          }
          case "WAITING_INPUT" -> runner.ask(Preliminary.PLAN, "First this.");
          default -> {}
        }
      }
    }

    // When, Then
    tenant
        .request()
        .delete(JOBS + "/" + id)
        .then()
        .statusCode(409)
        .body("code", equalTo("job-not-ended"))
        .body("detail", equalTo("The job is " + state + "; cancel it first, then delete it."));
    tenant.post(id, "/cancel").then().statusCode(202);
    if (!state.equals("RUNNING")) {
      tenant.request().delete(JOBS + "/" + id).then().statusCode(204);
    }
  }

  @Test
  void anotherTenantAndAKeyThatMayOnlyReadDeleteNothing() {
    UUID id = ended(tenant, "");
    TestTenant.request(tenant.keyWith("jobs:read").reveal())
        .delete(JOBS + "/" + id)
        .then()
        .statusCode(403);
    TestTenant.make().request().delete(JOBS + "/" + id).then().statusCode(404);
    tenant.request().get(JOBS + "/" + id).then().statusCode(200);
  }

  @Test
  void timeOfDeletionIsToldWhenTheJobHasEnded() {
    // Given
    UUID kept = ended(tenant, "");
    UUID cancelled = tenant.submitBody("{\"question\":\"q\",\"retentionDays\":3}");
    tenant
        .request()
        .get(JOBS + "/" + cancelled)
        .then()
        .body("retentionDays", equalTo(3))
        .body("expiresAt", nullValue());

    // When
    tenant.post(cancelled, "/cancel").then().statusCode(202).body("expiresAt", notNullValue());

    // Then
    var job = tenant.request().get(JOBS + "/" + cancelled);
    assertThat(
            Duration.between(
                Instant.parse(job.path("endedAt")), Instant.parse(job.path("expiresAt"))))
        .isBetween(Duration.ofHours(71), Duration.ofHours(73));
    tenant.request().get(JOBS + "/" + kept).then().body("expiresAt", nullValue());
  }

  @Test
  void expiredJobsOfAllTenantsAreDeletedAndNoOthers() {
    // Given more than are looked for at once
    TestTenant other = TestTenant.make();
    List<UUID> mine = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      mine.add(ended(tenant, ",\"retentionDays\":1"));
    }
    UUID theirs = ended(other, ",\"retentionDays\":1");
    UUID notYet = ended(tenant, ",\"retentionDays\":1");
    UUID never = ended(tenant, "");

    // When
    String expire = "update job set expires_at = now() - interval '1 second' where job_id = ?";
    mine.forEach(id -> run(tenant, "quarry_api", expire, id));
    run(other, "quarry_api", expire, theirs);

    // Then
    Eventually.within(
        Duration.ofSeconds(20),
        () -> {
          tenant.request().get(JOBS).then().body("items", hasSize(2));
          other.request().get(JOBS).then().body("items", hasSize(0));
        });
    tenant
        .request()
        .get(JOBS)
        .then()
        .body("items.id", equalTo(List.of(never.toString(), notYet.toString())));
    assertThat(tablesWith(other, theirs)).isEmpty();
  }
}
