package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class IdempotencyIT extends ApiTest {
  private static final String BODY = "{\"question\":\"q\",\"mode\":\"react\"}";

  @Test
  void sameKeyAndBodyGiveTheSameJob() {
    // Given
    Response first = submit(tenant, "k1", BODY);

    // When
    Response again = submit(tenant, "k1", "{ \"mode\" : \"react\", \"question\":\"q\" }");

    // Then
    again
        .then()
        .statusCode(202)
        .header("Location", first.header("Location"))
        .body("id", equalTo(first.path("id")));
    assertThat(jobs()).isEqualTo(1L);
  }

  @Test
  void jobsAreNamedInTheOrderOfTime() {
    String id = submit(tenant, "k1", BODY).path("id");

    assertThat(UUID.fromString(id).version()).isEqualTo(7);
  }

  @Test
  void sameKeyWithAnotherBodyIsAConflict() {
    // Given
    submit(tenant, "k1", BODY).then().statusCode(202);

    // When / Then
    submit(tenant, "k1", "{\"question\":\"another\"}")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-conflict"));
    assertThat(jobs()).isEqualTo(1L);
  }

  @Test
  void withoutKeyEachRequestIsAJob() {
    // Given / When
    submit(tenant, null, BODY);
    submit(tenant, null, BODY);

    // Then
    assertThat(jobs()).isEqualTo(2L);
  }

  @Test
  void keysOfTenantsDoNotMeet() {
    // Given
    String mine = submit(tenant, "k1", BODY).path("id");

    // When
    Response other = submit(TestTenant.make(), "k1", "{\"question\":\"another\"}");

    // Then
    other.then().statusCode(202);
    assertThat(other.<String>path("id")).isNotEqualTo(mine);
  }

  @Test
  void manyRequestsAtOnceWithOneKeyGiveOneJob() throws Exception {
    // Given: the first request is held up within its transaction until the others are in theirs
    int requests = 12;
    tenant.submit("makes the row that is held below");
    Set<String> ids = new HashSet<>();
    try (Connection holdUp = Db.as("quarry_scheduler").getConnection();
        var threads = Executors.newFixedThreadPool(requests)) {
      holdUp.setAutoCommit(false);
      hold(holdUp);

      // When
      List<Future<String>> answers =
          IntStream.range(0, requests)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              submit(tenant, "k1", BODY)
                                  .then()
                                  .statusCode(202)
                                  .extract()
                                  .<String>path("id")))
              .toList();
      Eventually.within(
          Duration.ofSeconds(20),
          () ->
              assertThat(
                      (Long)
                          Db.value(
                              "quarry_owner", "select count(*) from pg_locks where not granted"))
                  .isGreaterThanOrEqualTo(requests));
      holdUp.commit();
      for (Future<String> answer : answers) {
        ids.add(answer.get());
      }
    }

    // Then
    assertThat(ids).hasSize(1);
    assertThat(jobs()).isEqualTo(2L);
  }

  private void hold(Connection connection) throws SQLException {
    try (var lock =
        connection.prepareStatement("select 1 from tenant_sched where tenant_id = ? for update")) {
      lock.setObject(1, tenant.id());
      lock.executeQuery();
    }
  }

  @Test
  void repetitionIsAnsweredAlsoWhenTheModelIsGone() {
    // Given
    String id = submit(tenant, "k1", BODY).path("id");
    Db.execute("quarry_runner", "delete from runner");

    // When / Then
    submit(tenant, "k1", BODY).then().statusCode(202).body("id", equalTo(id));
  }

  @Test
  void refusedRequestDoesNotUseItsKeyUp() {
    // Given
    submit(tenant, "k1", "{\"question\":\"q\",\"model\":\"gpt\"}").then().statusCode(400);

    // When / Then
    submit(tenant, "k1", BODY).then().statusCode(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "käse", "LONG"})
  void malformedKeyIsRefused(String key) {
    submit(tenant, key.equals("LONG") ? "k".repeat(256) : key, BODY)
        .then()
        .statusCode(400)
        .body("field", equalTo("Idempotency-Key"));
  }

  private static Response submit(TestTenant tenant, String key, String body) {
    var request = tenant.request().contentType("application/json").body(body);
    return (key == null ? request : request.header("Idempotency-Key", key)).post(JOBS);
  }

  private Object jobs() {
    return Db.value(
        "quarry_scheduler",
        "select count(distinct job_id) from rollout where tenant_id = ?",
        tenant.id());
  }
}
