package dev.quarry.api.isolation;

import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.Steps;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.SourceRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A tenant that has one of everything, each with a word in it that is nowhere else.
 *
 * @param names of its objects, by the path that names them; a new path needs a line here
 */
record RichTenant(TestTenant tenant, UUID job, Map<String, String> names) {
  /** Bodies that are valid, by operation; a new one needs a line here. */
  static final Map<String, String> BODIES =
      Map.of(
          "POST /api/v1/jobs/{id}/messages", "{\"message\":\"look further\"}",
          "POST /api/v1/jobs/{id}/answer", "{\"message\":\"the first\"}",
          "PATCH /api/v1/members/{id}", "{\"name\":\"other\"}",
          "PATCH /api/v1/tenants/{slug}", "{\"suspended\":true}",
          "PATCH /api/v1/projects/{slug}", "{\"name\":\"other\"}",
          "PUT /api/v1/budgets/{period}", "{\"tokens\":1000000}",
          "PUT /api/v1/tenants/{slug}/budgets/{period}", "{\"tokens\":1000000}",
          "PUT /api/v1/secrets/{name}", "{\"value\":\"v\"}");

  /** Objects that are not there, for comparison. */
  static final Map<String, String> MISSING =
      Map.ofEntries(
          Map.entry("/api/v1/jobs/{id}", UUID.randomUUID().toString()),
          Map.entry("/api/v1/jobs/{id}/sources/{n}", "1"),
          Map.entry("/api/v1/corpora/{name}", "never-was"),
          Map.entry("/api/v1/keys/{id}", "Zz0Zz0Zz"),
          Map.entry("/api/v1/members/{id}", UUID.randomUUID().toString()),
          Map.entry("/api/v1/tenants/{slug}", "no-such-tenant"),
          Map.entry("/api/v1/secrets/{name}", "no.such.secret"),
          Map.entry("/api/v1/projects/{slug}", "no-such-project"),
          Map.entry("/api/v1/budgets/{period}", "day"),
          Map.entry("/api/v1/tenants/{slug}/budgets/{period}", "day"));

  static RichTenant make(String canary) {
    TestTenant tenant = TestTenant.make();
    String corpus = "docs-" + canary;
    tenant
        .request()
        .contentType("application/json")
        .body("{\"name\":\"%s\",\"path\":\"%s\"}".formatted(corpus, folder(canary)))
        .post("/api/v1/corpora")
        .then()
        .statusCode(201);
    UUID job = ask(tenant, canary);
    try (FakeRunner runner = FakeRunner.take(job)) {
      String url = "http://%s.example/".formatted(canary);
      runner.progress(1, canary);
      runner.step(Steps.replied(canary));
      runner.step(Steps.returned("visit", canary, new SourceRef(url, canary, canary, 4)));
      runner.page(canary, url, canary, canary);
      runner.succeed(canary, new Report(canary, List.of()));
    }
    return new RichTenant(
        tenant,
        job,
        Map.ofEntries(
            Map.entry("/api/v1/jobs/{id}", job.toString()),
            Map.entry("/api/v1/jobs/{id}/sources/{n}", "1"),
            Map.entry("/api/v1/corpora/{name}", corpus),
            Map.entry(
                "/api/v1/keys/{id}",
                made(tenant, "keys", "{\"name\":\"%1$s\",\"role\":\"viewer\"}", canary)),
            Map.entry(
                "/api/v1/members/{id}",
                made(
                    tenant,
                    "members",
                    "{\"issuer\":\"%1$s\",\"subject\":\"%1$s\",\"name\":\"%1$s\",\"role\":\"viewer\"}",
                    canary)),
            Map.entry("/api/v1/projects/{slug}", project(tenant, canary)),
            Map.entry("/api/v1/budgets/{period}", "day"),
            Map.entry("/api/v1/tenants/{slug}", "t-" + tenant.id()),
            Map.entry("/api/v1/tenants/{slug}/budgets/{period}", "day"),
            Map.entry("/api/v1/secrets/{name}", secret(tenant, canary))));
  }

  private static String project(TestTenant tenant, String canary) {
    made(tenant, "projects", "{\"slug\":\"%1$s\",\"name\":\"%1$s\"}", canary);
    tenant
        .request()
        .contentType("application/json")
        .body("{\"tokens\":1000000000}")
        .put("/api/v1/budgets/day?project=" + canary)
        .then()
        .statusCode(200);
    return canary;
  }

  private static String made(TestTenant tenant, String what, String body, String canary) {
    return tenant
        .request()
        .contentType("application/json")
        .body(body.formatted(canary))
        .post("/api/v1/" + what)
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String secret(TestTenant tenant, String canary) {
    tenant
        .request()
        .contentType("application/json")
        .body("{\"value\":\"%s\"}".formatted(canary))
        .put("/api/v1/secrets/" + canary)
        .then()
        .statusCode(200);
    return canary;
  }

  static UUID ask(TestTenant tenant, String canary) {
    return UUID.fromString(
        tenant
            .request()
            .contentType("application/json")
            .body(
                "{\"question\":\"%1$s\",\"corpora\":[\"docs-%1$s\"],\"metadata\":{\"%1$s\":\"%1$s\"}}"
                    .formatted(canary))
            .header("Idempotency-Key", canary)
            .post("/api/v1/jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id"));
  }

  private static Path folder(String name) {
    try {
      return Files.createDirectories(
          ConfigProvider.getConfig()
              .getValue("quarry.api.corpora.roots", Path.class)
              .resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
