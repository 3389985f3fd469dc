package dev.quarry.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Operator;
import dev.quarry.core.tenancy.Kek;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.SecretStore;
import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretsIT extends ApiTest {
  private static final String SECRETS = "/api/v1/secrets";

  @Test
  void secretGoesInIsReadByTheRunnerAndIsInNoAnswer() {
    // Given
    String canary = "canary-" + UUID.randomUUID();

    // When
    Response put = put("wiki.token", canary);

    // Then
    put.then().statusCode(200).body("version", equalTo(1));
    put("wiki.token", canary).then().body("version", equalTo(2));
    Response list = tenant.request().get(SECRETS);
    list.then().body("secrets.name", equalTo(List.of("wiki.token")));
    Response log = tenant.request().get("/api/v1/audit");
    log.then().body("items[0].action", equalTo("secret.put"));
    assertThat(put.asString() + list.asString() + log.asString()).doesNotContain(canary);
    assertThat(read("wiki.token")).isEqualTo(canary);

    // When
    tenant.request().post(SECRETS + "/rotate").then().statusCode(200).body("secrets", equalTo(1));
    Operator.request()
        .post("/api/v1/operator/secrets/rewrap")
        .then()
        .statusCode(200)
        .body("keys", equalTo(0));

    // Then
    assertThat(read("wiki.token")).isEqualTo(canary);
    tenant.request().delete(SECRETS + "/wiki.token").then().statusCode(204);
    tenant.request().delete(SECRETS + "/wiki.token").then().statusCode(404);
    assertThat(read("wiki.token")).isEqualTo("none");
  }

  @Test
  void badSecretsAreToldWithoutTheirValue() {
    put("Bad Name", "v").then().statusCode(400).body("field", equalTo("name"));
    Response tooLong = put("a", "ä".repeat(10_000));
    tooLong.then().statusCode(400).body("field", equalTo("value"));
    assertThat(tooLong.asString()).doesNotContain("ää");
    put("a", "").then().statusCode(400).body("field", equalTo("value"));
  }

  private Response put(String name, String value) {
    return tenant
        .request()
        .contentType("application/json")
        .body("{\"value\":\"%s\"}".formatted(value))
        .put(SECRETS + "/{name}", name);
  }

  private String read(String name) {
    Kek kek = Kek.read(ConfigProvider.getConfig().getValue("quarry.kek.file", Path.class));
    return new TenantTx(Db.as("quarry_runner"))
        .call(
            tenant.id(),
            tx -> new SecretStore(new Keks(kek, List.of())).read(tx, tenant.id(), name))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("none");
  }
}
