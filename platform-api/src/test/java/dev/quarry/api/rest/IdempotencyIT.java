package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
    // Given
    int requests = 12;
    List<Callable<String>> calls =
        IntStream.range(0, requests)
            .<Callable<String>>mapToObj(
                i -> () -> submit(tenant, "k1", BODY).then().statusCode(202).extract().path("id"))
            .toList();

    // When
    Set<String> ids = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(requests)) {
      for (var answer : threads.invokeAll(calls)) {
        ids.add(answer.get());
      }
    }

    // Then
    assertThat(ids).hasSize(1);
    assertThat(jobs()).isEqualTo(1L);
    assertThat(
            Db.value(
                "quarry_scheduler",
                "select count(*) from rollout where tenant_id = ?",
                tenant.id()))
        .isEqualTo(1L);
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
