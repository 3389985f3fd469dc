package dev.quarry.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.auth.Role;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeysAndMembersIT extends ApiTest {
  private static final String KEYS = "/api/v1/keys";
  private static final String MEMBERS = "/api/v1/members";
  private static final String AUDIT = "/api/v1/audit";

  @Test
  void eachRoleMayWhatItsScopesSay() {
    assertThat(Role.VIEWER.scopes()).containsExactlyInAnyOrder("jobs:read", "corpora:read");
    String viewer = key("{\"name\":\"v\",\"role\":\"viewer\"}").path("key");
    String researcher = key("{\"name\":\"r\",\"role\":\"researcher\"}").path("key");
    String admin = key("{\"name\":\"a\",\"role\":\"admin\"}").path("key");
    String job = "{\"question\":\"q\"}";

    TestTenant.request(viewer).get(JOBS).then().statusCode(200);
    post(TestTenant.request(viewer), JOBS, job).then().statusCode(403);
    post(TestTenant.request(researcher), JOBS, job).then().statusCode(202);
    TestTenant.request(researcher).get(KEYS).then().statusCode(403);
    TestTenant.request(admin).get(KEYS).then().statusCode(200);
    TestTenant.request(admin).get(AUDIT).then().statusCode(200);
  }

  @Test
  void keyIsShownOnceAndListedWithoutItsSecret() {
    // When
    Response made =
        key("{\"name\":\"ci\",\"scopes\":[\"jobs:read\"],\"expiresAt\":\"2099-01-01T00:00:00Z\"}");

    // Then
    String id = made.path("id");
    made.then().statusCode(201).body("expiresAt", equalTo("2099-01-01T00:00:00Z"));
    tenant
        .request()
        .get(KEYS + "/" + id)
        .then()
        .body("key", nullValue())
        .body("scopes", equalTo(List.of("jobs:read")))
        .body("createdBy", equalTo("key:" + tenant.key().substring(4, 12)));
    assertThat(tenant.request().get(KEYS).asString()).doesNotContain(made.<String>path("key"));
  }

  @Test
  void nobodyGivesOrTakesMoreThanItHas() {
    // Given
    String admin = key("{\"name\":\"a\",\"role\":\"admin\"}").path("key");
    String owner = key("{\"name\":\"o\",\"role\":\"owner\"}").path("id");
    RequestSpecification mayKeys =
        TestTenant.request(
            key("{\"name\":\"k\",\"scopes\":[\"keys:admin\",\"jobs:read\"]}").path("key"));

    // When / Then
    post(TestTenant.request(admin), KEYS, "{\"name\":\"x\",\"role\":\"owner\"}")
        .then()
        .statusCode(403)
        .body("detail", containsString("owners:admin"));
    post(
            TestTenant.request(admin),
            MEMBERS,
            "{\"issuer\":\"i\",\"subject\":\"s\",\"name\":\"n\",\"role\":\"owner\"}")
        .then()
        .statusCode(403);
    TestTenant.request(admin).delete(KEYS + "/" + owner).then().statusCode(403);
    post(mayKeys, KEYS, "{\"name\":\"x\",\"scopes\":[\"secrets:write\"]}")
        .then()
        .statusCode(403)
        .body("detail", containsString("secrets:write"));
    tenant
        .request()
        .get(AUDIT + "?action=key.revoke")
        .then()
        .body("items[0].object", equalTo(owner))
        .body("items[0].outcome", equalTo("forbidden"));
  }

  @Test
  void revokedKeyIsRefusedAtOnceHereAndAfterTheCacheTimeElsewhere() {
    // Given
    Response made = key("{\"name\":\"x\",\"role\":\"viewer\"}");
    RequestSpecification request = TestTenant.request(made.path("key"));
    request.get(JOBS).then().statusCode(200);

    // When
    tenant.request().delete(KEYS + "/" + made.path("id")).then().statusCode(204);

    // Then
    request.get(JOBS).then().statusCode(401);
    tenant.request().delete(KEYS + "/" + made.path("id")).then().statusCode(204);
  }

  /** Another replica's revocation, seen through a key that is in use all the time. */
  @Test
  void useDoesNotKeepARevokedKeyAlive() {
    // Given
    Response made = key("{\"name\":\"x\",\"role\":\"viewer\"}");
    RequestSpecification request = TestTenant.request(made.path("key"));
    request.get(JOBS).then().statusCode(200);
    Duration cached =
        ConfigProvider.getConfig().getValue("quarry.api.keys.cache-for", Duration.class);
    assertThat(cached).isLessThanOrEqualTo(Duration.ofSeconds(5));

    // When
    Db.execute(
        "quarry_owner",
        "update api_key set revoked_at = now() where key_id = ?",
        made.<String>path("id"));
    Instant revoked = Instant.now();

    // Then
    Eventually.within(Duration.ofSeconds(5), () -> request.get(JOBS).then().statusCode(401));
    assertThat(Duration.between(revoked, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void keyIsGoodOnlyFromWhereItMayCome() {
    String here =
        key("{\"name\":\"x\",\"role\":\"viewer\",\"allowedCidrs\":[\"127.0.0.0/8\",\"::1\"]}")
            .path("key");
    String elsewhere =
        key("{\"name\":\"x\",\"role\":\"viewer\",\"allowedCidrs\":[\"10.0.0.0/8\"]}").path("key");

    TestTenant.request(here).get(JOBS).then().statusCode(200);
    TestTenant.request(elsewhere).get(JOBS).then().statusCode(401);
    TestTenant.request(elsewhere)
        .header("X-Forwarded-For", "10.0.0.1")
        .get(JOBS)
        .then()
        .statusCode(401);
  }

  @Test
  void badKeysAreTold() {
    key("{\"name\":\"\",\"role\":\"king\",\"scopes\":[\"all\"],\"allowedCidrs\":[\"here\"],"
            + "\"expiresAt\":\"2001-01-01T00:00:00Z\"}")
        .then()
        .statusCode(400)
        .body(
            "errors.field",
            equalTo(List.of("name", "role", "scopes", "allowedCidrs", "expiresAt")));
    key("{\"name\":\"x\"}").then().statusCode(400).body("field", equalTo("role"));
    key("{\"name\":\"x\",\"scopes\":[\"platform:operator\"]}").then().statusCode(400);
  }

  @Test
  void membersComeChangeAndGo() {
    // Given
    String subject = UUID.randomUUID().toString();
    String body =
        "{\"issuer\":\"https://id.example\",\"subject\":\"%s\",\"name\":\"Ann\",\"role\":\"viewer\"}"
            .formatted(subject);

    // When / Then
    String id = post(tenant.request(), MEMBERS, body).then().statusCode(201).extract().path("id");
    post(tenant.request(), MEMBERS, body)
        .then()
        .statusCode(409)
        .body("code", equalTo("member-exists"));
    tenant
        .request()
        .contentType("application/json")
        .body("{\"role\":\"admin\"}")
        .patch(MEMBERS + "/" + id)
        .then()
        .statusCode(200)
        .body("role", equalTo("admin"))
        .body("name", equalTo("Ann"));
    tenant.request().get(MEMBERS).then().body("members.id", hasItem(id));
    tenant.request().delete(MEMBERS + "/" + id).then().statusCode(204);
    tenant.request().get(MEMBERS + "/" + id).then().statusCode(404);
    tenant
        .request()
        .get(AUDIT + "?action=member.")
        .then()
        .body(
            "items.action",
            equalTo(List.of("member.remove", "member.change", "member.add", "member.add")))
        .body("items.outcome", equalTo(List.of("done", "done", "member-exists", "done")))
        .body("items[0].peer", equalTo("127.0.0.1"))
        .body("items[0].actorId", equalTo(tenant.key().substring(4, 12)));
  }

  @Test
  void samePersonAddedManyTimesAtOnceIsAMemberOnce() throws Exception {
    // Given
    String body =
        "{\"issuer\":\"https://id\",\"subject\":\"at-once\",\"name\":\"Ann\",\"role\":\"viewer\"}";

    // When
    List<Integer> statuses;
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> adds =
          Collections.nCopies(8, () -> post(tenant.request(), MEMBERS, body).statusCode());
      statuses = threads.invokeAll(adds).stream().map(Future::resultNow).sorted().toList();
    }

    // Then
    assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
    tenant.request().get(MEMBERS).then().body("members.size()", equalTo(1));
  }

  @Test
  void logIsReadPageByPage() {
    for (int i = 0; i < 3; i++) {
      key("{\"name\":\"k%d\",\"role\":\"viewer\"}".formatted(i));
    }

    Response first = tenant.request().get(AUDIT + "?limit=2");
    Response second = tenant.request().get(AUDIT + "?limit=2&cursor=" + first.path("nextCursor"));

    first.then().body("items.detail[0]", containsString("k2"));
    second
        .then()
        .body("items.size()", equalTo(1))
        .body("items.detail[0]", containsString("k0"))
        .body("nextCursor", nullValue());
    tenant.request().get(AUDIT + "?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    tenant.request().get(AUDIT + "?cursor=x").then().statusCode(400);
    tenant.request().get(AUDIT + "?actor=nobody").then().body("items.size()", equalTo(0));
  }

  private Response key(String body) {
    return post(tenant.request(), KEYS, body);
  }

  private static Response post(RequestSpecification request, String path, String body) {
    return request.contentType("application/json").body(body).post(path);
  }
}
