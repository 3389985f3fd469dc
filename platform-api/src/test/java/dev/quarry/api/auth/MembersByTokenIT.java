package dev.quarry.api.auth;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.IdentityProvider;
import dev.quarry.api.testing.QuarryStack;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(MembersByTokenIT.WithProvider.class)
class MembersByTokenIT extends ApiTest {
  private static final String WHOAMI = "/api/v1/whoami";

  private final String subject = "s-" + UUID.randomUUID();

  /** The same application with an identity provider. */
  public static final class WithProvider implements QuarkusTestProfile {
    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(QuarryStack.class, Map.of(QuarryStack.WITHOUT_KAFKA, "")),
          new TestResourceEntry(Provider.class));
    }
  }

  /** Its key set on loopback. */
  public static final class Provider implements QuarkusTestResourceLifecycleManager {
    private IdentityProvider provider;

    @Override
    public Map<String, String> start() {
      provider = new IdentityProvider();
      return Map.of(
          "quarkus.oidc.tenant-enabled",
          "true",
          "quarkus.oidc.auth-server-url",
          provider.url(),
          "quarkus.oidc.discovery-enabled",
          "false",
          "quarkus.oidc.jwks-path",
          "/jwks",
          "quarkus.oidc.token.issuer",
          IdentityProvider.ISSUER,
          "quarkus.oidc.token.audience",
          IdentityProvider.AUDIENCE,
          "test.idp.key",
          provider.privateKey());
    }

    @Override
    public void stop() {
      provider.stop();
    }
  }

  @Test
  void memberMayWhatItsRoleSaysAndKeysGoOnWorking() {
    // Given
    member(tenant, "researcher");

    // When / Then
    bearer()
        .get(WHOAMI)
        .then()
        .statusCode(200)
        .body("kind", equalTo("member"))
        .body("name", equalTo("Ann"))
        .body("role", equalTo("researcher"))
        .body("tenant.slug", equalTo("t-" + tenant.id()));
    bearer()
        .contentType("application/json")
        .body("{\"question\":\"q\"}")
        .post(JOBS)
        .then()
        .statusCode(202);
    bearer().get("/api/v1/keys").then().statusCode(403).body("code", equalTo("forbidden"));
    tenant.request().get(JOBS).then().statusCode(200).body("items.size()", equalTo(1));
  }

  @Test
  void whoIsNoMemberIsToldHowToBecomeOne() {
    bearer()
        .get(JOBS)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("not-a-member"))
        .body("detail", allOf(containsString(subject), containsString("quarry members add")));
  }

  @Test
  void removedMemberIsNobodyAtOnce() {
    String id = member(tenant, "viewer");
    bearer().get(JOBS).then().statusCode(200);

    tenant.request().delete("/api/v1/members/" + id).then().statusCode(204);

    bearer().get(JOBS).then().statusCode(403);
  }

  @Test
  void memberOfSeveralTenantsNamesOne() {
    TestTenant other = TestTenant.make();
    member(tenant, "viewer");
    member(other, "admin");

    bearer().get(WHOAMI).then().statusCode(403).body("detail", containsString("Quarry-Tenant"));
    bearer()
        .header("Quarry-Tenant", "t-" + other.id())
        .get(WHOAMI)
        .then()
        .body("role", equalTo("admin"));
    bearer()
        .header("Quarry-Tenant", "t-" + UUID.randomUUID())
        .get(WHOAMI)
        .then()
        .statusCode(403)
        .body("code", equalTo("not-a-member"));
  }

  @Test
  void tokenOfAnotherIssuerAudienceTimeOrKeyIsNoToken() {
    member(tenant, "owner");
    String key = ConfigProvider.getConfig().getValue("test.idp.key", String.class);
    Duration valid = Duration.ofMinutes(5);
    for (String token :
        List.of(
            IdentityProvider.token(
                key, "https://other.example", IdentityProvider.AUDIENCE, subject, valid),
            IdentityProvider.token(key, IdentityProvider.ISSUER, "other", subject, valid),
            IdentityProvider.token(
                key,
                IdentityProvider.ISSUER,
                IdentityProvider.AUDIENCE,
                subject,
                Duration.ofMinutes(-10)),
            IdentityProvider.token(
                IdentityProvider.freshPrivateKey(),
                IdentityProvider.ISSUER,
                IdentityProvider.AUDIENCE,
                subject,
                valid),
            "nonsense")) {
      TestTenant.request(token)
          .get(JOBS)
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .body("code", equalTo("unauthorized"));
    }
  }

  private RequestSpecification bearer() {
    return TestTenant.request(
        IdentityProvider.token(
            ConfigProvider.getConfig().getValue("test.idp.key", String.class),
            IdentityProvider.ISSUER,
            IdentityProvider.AUDIENCE,
            subject,
            Duration.ofMinutes(5)));
  }

  private String member(TestTenant of, String role) {
    return of.request()
        .contentType("application/json")
        .body(
            "{\"issuer\":\"%s\",\"subject\":\"%s\",\"name\":\"Ann\",\"role\":\"%s\"}"
                .formatted(IdentityProvider.ISSUER, subject, role))
        .post("/api/v1/members")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }
}
