package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuthIT extends ApiTest {
  @Test
  void everyKeyThatIsNotValidIsAnsweredAlike() {
    // Given
    ApiKey revoked = tenant.keyWith("jobs:read");
    Db.execute(
        "quarry_owner", "update api_key set revoked_at = now() where key_id = ?", revoked.id());
    ApiKey stranger = ApiKey.generate(new SecureRandom());
    String swapped = stranger.reveal().replace(stranger.id(), tenant.key().substring(4, 12));
    List<Response> answers =
        List.of(
            RestAssured.get(JOBS),
            RestAssured.given().header("Authorization", "Basic YTpi").get(JOBS),
            RestAssured.given().header("Authorization", "Bearer").get(JOBS),
            TestTenant.request("nonsense").get(JOBS),
            TestTenant.request(tenant.key() + "x").get(JOBS),
            TestTenant.request(stranger.reveal()).get(JOBS),
            TestTenant.request(swapped).get(JOBS),
            TestTenant.request(tenant.expiredKey().reveal()).get(JOBS),
            TestTenant.request(revoked.reveal()).get(JOBS));

    // When / Then
    for (Response answer : answers) {
      answer
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", "Bearer realm=\"quarry\"");
      assertThat(answer.asString()).isEqualTo(answers.getFirst().asString());
    }
  }

  @Test
  void keyWithTheIdOfAnotherAndARightChecksumIsNotAccepted() {
    // Given: a key that differs from the real one in its secret only
    String id = tenant.key().substring(4, 12);
    ApiKey forged;
    do {
      forged = ApiKey.generate(new SecureRandom());
    } while (forged.id().equals(id));
    String head = "qry_" + id + forged.reveal().substring(12, 43);
    String text = head + "_" + checksum(head);
    assertThat(ApiKey.parse(text)).isPresent();

    // When / Then
    TestTenant.request(text).get(JOBS).then().statusCode(401);
  }

  private static String checksum(String head) {
    var crc = new java.util.zip.CRC32();
    crc.update(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    StringBuilder digits = new StringBuilder();
    long rest = crc.getValue();
    for (int i = 0; i < 6; i++) {
      digits.insert(0, alphabet.charAt((int) (rest % 62)));
      rest /= 62;
    }
    return digits.toString();
  }

  @Test
  void eachEndpointNeedsItsScope() {
    // Given
    String readJobs = tenant.keyWith("jobs:read").reveal();
    String writeJobs = tenant.keyWith("jobs:write").reveal();
    String readCorpora = tenant.keyWith("corpora:read").reveal();
    String id = tenant.submit("q").toString();

    // When / Then
    forbidden(
        TestTenant.request(readJobs).contentType("application/json").body("{}").post(JOBS),
        "jobs:write");
    forbidden(TestTenant.request(readJobs).post(JOBS + "/" + id + "/cancel"), "jobs:write");
    for (String path :
        List.of(
            "",
            "/" + id,
            "/" + id + "/events",
            "/" + id + "/report",
            "/" + id + "/trajectory",
            "/" + id + "/sources/1")) {
      forbidden(TestTenant.request(writeJobs).get(JOBS + path), "jobs:read");
    }
    forbidden(TestTenant.request(readCorpora).get("/api/v1/toolsets"), "jobs:read");
    forbidden(TestTenant.request(readCorpora).get("/api/v1/models"), "jobs:read");
    forbidden(TestTenant.request(readJobs).get("/api/v1/corpora"), "corpora:read");
    forbidden(TestTenant.request(readJobs).get("/api/v1/corpora/x"), "corpora:read");
    forbidden(TestTenant.request(readCorpora).delete("/api/v1/corpora/x"), "corpora:write");
    forbidden(
        TestTenant.request(readCorpora)
            .contentType("application/json")
            .body("{}")
            .post("/api/v1/corpora"),
        "corpora:write");
    TestTenant.request(readJobs).get(JOBS).then().statusCode(200);
    TestTenant.request(writeJobs).post(JOBS + "/" + id + "/cancel").then().statusCode(202);
    TestTenant.request(readCorpora).get("/api/v1/corpora").then().statusCode(200);
  }

  private static void forbidden(Response answer, String scope) {
    answer
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("forbidden"))
        .body(
            "detail", equalTo("This needs the scope " + scope + ", which the key does not have."));
  }

  @Test
  void revocationTakesEffectWithinTheCacheTime() {
    // Given
    ApiKey key = tenant.keyWith("jobs:read");
    TestTenant.request(key.reveal()).get(JOBS).then().statusCode(200);

    // When
    Db.execute("quarry_owner", "update api_key set revoked_at = now() where key_id = ?", key.id());

    // Then
    Eventually.within(
        Duration.ofSeconds(5),
        () -> TestTenant.request(key.reveal()).get(JOBS).then().statusCode(401));
  }

  @Test
  void lastUseIsWrittenDown() {
    // Given
    ApiKey key = tenant.keyWith("jobs:read");

    // When
    TestTenant.request(key.reveal()).get(JOBS).then().statusCode(200);

    // Then
    Eventually.within(
        Duration.ofSeconds(10),
        () ->
            assertThat(
                    Db.value(
                        "quarry_owner",
                        "select last_used_at > now() - interval '1 minute' from api_key where key_id = ?",
                        key.id()))
                .isEqualTo(true));
  }

  @Test
  void firstTenantsKeyIsInItsFileForItsUserOnly() throws Exception {
    // Given
    Path file = ConfigProvider.getConfig().getValue("quarry.api.bootstrap.key-file", Path.class);

    // When
    String key = Files.readString(file).strip();

    // Then
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    TestTenant.request(key).get(JOBS).then().statusCode(200);
    TestTenant.request(key).get("/api/v1/corpora").then().statusCode(200);
    assertThat(Db.value("quarry_owner", "select count(*) from tenant where slug = 'default'"))
        .isEqualTo(1L);
  }
}
