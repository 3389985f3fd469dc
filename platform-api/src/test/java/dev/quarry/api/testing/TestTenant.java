package dev.quarry.api.testing;

import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.auth.Scope;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A tenant of its own for each test. */
public record TestTenant(UUID id, String key) {
  public static TestTenant make() {
    UUID id = UUID.randomUUID();
    Db.execute(
        "quarry_owner",
        "insert into tenant (tenant_id, slug, name) values (?, ?, ?)",
        id,
        "t-" + id,
        "Test");
    return new TestTenant(id, key(id, Scope.all(), null).reveal());
  }

  /** A request with the tenant's key. */
  public RequestSpecification request() {
    return request(key);
  }

  public static RequestSpecification request(String key) {
    return RestAssured.given().header("Authorization", "Bearer " + key);
  }

  public ApiKey keyWith(String... scopes) {
    return key(id, List.of(scopes), null);
  }

  public ApiKey expiredKey() {
    return key(id, Scope.all(), Instant.now().minusSeconds(1));
  }

  private static ApiKey key(UUID tenantId, List<String> scopes, Instant expiresAt) {
    ApiKey key = ApiKey.generate(new SecureRandom());
    try (var connection = Db.as("quarry_owner").getConnection();
        var insert =
            connection.prepareStatement(
                "insert into api_key (tenant_id, key_id, name, hash, scopes, expires_at)"
                    + " values (?, ?, 'test', ?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, key.id());
      insert.setBytes(3, key.hash());
      insert.setArray(4, connection.createArrayOf("text", scopes.toArray()));
      insert.setTimestamp(5, expiresAt == null ? null : Timestamp.from(expiresAt));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return key;
  }

  /** Posts to a job's path. */
  public Response post(UUID job, String path) {
    return request().post("/api/v1/jobs/" + job + path);
  }

  /** The same with a body. */
  public Response post(UUID job, String path, String body) {
    return request().contentType("application/json").body(body).post("/api/v1/jobs/" + job + path);
  }

  /** Submits a job and gives its id. */
  public UUID submit(String question) {
    return submitBody("{\"question\":\"" + question + "\"}");
  }

  /** The same with more than a question. */
  public UUID submitBody(String body) {
    return UUID.fromString(
        request()
            .contentType("application/json")
            .body(body)
            .post("/api/v1/jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id"));
  }
}
