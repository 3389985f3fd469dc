package dev.quarry.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Operator;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TenantsIT extends ApiTest {
  private static final String TENANTS = "/api/v1/tenants";

  private final String slug = "n-" + UUID.randomUUID();

  @Test
  void operatorMakesATenantWhoseOwnerBeginsWithTheKeyThatIsShownOnce() {
    // When
    Response made = create("{\"slug\":\"%s\",\"name\":\"New\",\"weight\":2.5,\"maxRunning\":3}");

    // Then
    made.then()
        .statusCode(201)
        .header("Location", org.hamcrest.Matchers.endsWith(TENANTS + "/" + slug))
        .body("name", equalTo("New"))
        .body("weight", equalTo(2.5f))
        .body("maxRunning", equalTo(3))
        .body("suspended", equalTo(false));
    String key = made.path("key");
    TestTenant.request(key)
        .get("/api/v1/whoami")
        .then()
        .statusCode(200)
        .body("kind", equalTo("key"))
        .body("role", equalTo("owner"))
        .body("tenant.slug", equalTo(slug))
        .body("scopes", hasItems("jobs:write", "owners:admin"));
    Operator.request().get(TENANTS + "/" + slug).then().body("key", nullValue());
    Operator.request().get(TENANTS).then().body("tenants.slug", hasItem(slug));
    create("{\"slug\":\"%s\"}").then().statusCode(409).body("code", equalTo("tenant-exists"));
  }

  @Test
  void operatorIsOfNoTenantAndTenantsAreNoOperators() {
    Operator.request()
        .get("/api/v1/whoami")
        .then()
        .body("kind", equalTo("operator"))
        .body("scopes", equalTo(List.of("platform:operator")))
        .body("tenant", nullValue());
    for (String path : List.of(JOBS, "/api/v1/keys", "/api/v1/secrets", "/api/v1/audit")) {
      Operator.request().get(path).then().statusCode(403);
    }
    tenant
        .request()
        .get(TENANTS)
        .then()
        .statusCode(403)
        .body(
            "detail",
            equalTo("This needs the scope platform:operator, which the key does not have."));
  }

  @Test
  void suspendedTenantIsToldSoAndIsNotClaimedUntilItIsResumed() {
    // Given
    String key = create("{\"slug\":\"%s\",\"maxRunning\":5}").path("key");
    TestTenant.request(key)
        .contentType("application/json")
        .body("{\"question\":\"q\"}")
        .post(JOBS)
        .then()
        .statusCode(202);

    // When
    change("{\"suspended\":true}").then().statusCode(200).body("maxRunning", equalTo(5));

    // Then
    Eventually.within(
        Duration.ofSeconds(5),
        () ->
            TestTenant.request(key)
                .get(JOBS)
                .then()
                .statusCode(403)
                .body("code", equalTo("tenant-suspended")));
    TestTenant.request(key).get("/api/v1/whoami").then().body("tenant.suspended", equalTo(true));
    assertThat(cap()).isEqualTo(0);

    // When
    change("{\"suspended\":false}").then().statusCode(200);

    // Then
    assertThat(cap()).isEqualTo(5);
    Eventually.within(
        Duration.ofSeconds(5), () -> TestTenant.request(key).get(JOBS).then().statusCode(200));
  }

  @Test
  void deletionLeavesNothingButTheLog() {
    // Given
    Response made = create("{\"slug\":\"%s\"}");
    String key = made.path("key");
    UUID id = UUID.fromString(made.path("id"));
    TestTenant.request(key)
        .contentType("application/json")
        .body("{\"question\":\"q\"}")
        .header("Idempotency-Key", slug)
        .post(JOBS)
        .then()
        .statusCode(202);
    TestTenant.request(key)
        .contentType("application/json")
        .body("{\"value\":\"v\"}")
        .put("/api/v1/secrets/s")
        .then()
        .statusCode(200);

    // When
    Operator.request().delete(TENANTS + "/" + slug).then().statusCode(204);

    // Then
    Operator.request().get(TENANTS + "/" + slug).then().statusCode(404);
    assertThat(tablesWith(id)).containsExactly("audit_event");
    Operator.request()
        .get("/api/v1/operator/audit?action=tenant.&limit=100")
        .then()
        .body(
            "items.findAll { it.object == '%s' }.action".formatted(slug),
            equalTo(List.of("tenant.delete", "tenant.suspend", "tenant.create")));
    Eventually.within(
        Duration.ofSeconds(5),
        () -> TestTenant.request(key).get("/api/v1/whoami").then().statusCode(401));
  }

  @Test
  void deletionIsRefusedAndChangesNothingWhileAJobRuns() {
    // Given
    Response made = create("{\"slug\":\"%s\"}");
    String key = made.path("key");
    UUID job =
        UUID.fromString(
            TestTenant.request(key)
                .contentType("application/json")
                .body("{\"question\":\"q\"}")
                .post(JOBS)
                .path("id"));

    try (FakeRunner runner = FakeRunner.take(job)) {
      // When / Then
      Operator.request()
          .delete(TENANTS + "/" + slug)
          .then()
          .statusCode(409)
          .body("code", equalTo("tenant-busy"));
      Operator.request().get(TENANTS + "/" + slug).then().body("suspended", equalTo(false));
      runner.cancelled();
    }
    Operator.request().delete(TENANTS + "/" + slug).then().statusCode(204);
  }

  @Test
  void lostOwnersKeyIsReplacedByTheOperator() {
    create("{\"slug\":\"%s\"}");

    String key =
        Operator.request()
            .post(TENANTS + "/" + slug + "/keys")
            .then()
            .statusCode(201)
            .extract()
            .path("key");

    TestTenant.request(key).get("/api/v1/whoami").then().body("role", equalTo("owner"));
  }

  @Test
  void badInputIsTold() {
    create("{\"slug\":\"%s X\",\"weight\":0,\"maxRunning\":-1,\"colour\":1}")
        .then()
        .statusCode(400)
        .body("errors.field", equalTo(List.of("slug", "weight", "maxRunning", "colour")));
    change("{\"suspended\":1}").then().statusCode(400).body("field", equalTo("suspended"));
    change("{\"suspended\":true}").then().statusCode(404);
  }

  private Response create(String body) {
    return Operator.request()
        .contentType("application/json")
        .body(body.formatted(slug))
        .post(TENANTS);
  }

  private Response change(String body) {
    return Operator.request()
        .contentType("application/json")
        .body(body)
        .patch(TENANTS + "/" + slug);
  }

  private Object cap() {
    return Db.value(
        "quarry_owner",
        "select s.max_running from tenant_sched s join tenant t using (tenant_id) where t.slug = ?",
        slug);
  }

  /** As the application, within the tenant: what is left of it anywhere. */
  private static List<String> tablesWith(UUID tenant) {
    return new TenantTx(Db.as("quarry_api"))
        .call(
            tenant,
            tx -> {
              List<String> left = new ArrayList<>();
              try (var tables =
                  tx.createStatement()
                      .executeQuery(
                          "select c.relname from pg_class c join pg_attribute a"
                              + " on a.attrelid = c.oid and a.attname = 'tenant_id'"
                              + " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
                              + " and has_table_privilege(c.oid, 'SELECT')")) {
                while (tables.next()) {
                  String table = tables.getString(1);
                  if (rows(tx, table)) {
                    left.add(table);
                  }
                }
              }
              return left;
            });
  }

  private static boolean rows(java.sql.Connection tx, String table) throws SQLException {
    try (var statement = tx.createStatement();
        var row = statement.executeQuery("select exists (select 1 from " + table + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
