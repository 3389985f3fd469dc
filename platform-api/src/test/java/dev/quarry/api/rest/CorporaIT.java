package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CorporaIT extends ApiTest {
  private static final String CORPORA = "/api/v1/corpora";

  private Path root;

  @BeforeEach
  void root() {
    root = ConfigProvider.getConfig().getValue("quarry.api.corpora.roots", Path.class);
  }

  @Test
  void folderBecomesACorpusAndOnceMoreIsIndexedAnew() throws Exception {
    // Given
    Path folder = folder("docs");

    // When
    put("docs", folder)
        .statusCode(201)
        .header("Location", containsString(CORPORA + "/docs"))
        .body("name", equalTo("docs"))
        .body("path", equalTo(folder.toRealPath().toString()))
        .body("state", equalTo("PENDING"))
        .body("progress.done", equalTo(0))
        .body("progress.total", equalTo(0))
        .body("documents", equalTo(0))
        .body("passages", equalTo(0))
        .body("skipped", hasSize(0))
        .body("failure", nullValue())
        .body("indexedAt", nullValue())
        .body("createdAt", notNullValue());
    indexed("READY");

    // Then
    tenant
        .request()
        .get(CORPORA + "/docs")
        .then()
        .statusCode(200)
        .body("state", equalTo("READY"))
        .body("progress.done", equalTo(9))
        .body("documents", equalTo(7))
        .body("skipped[0].file", equalTo("x.pdf"))
        .body("indexedAt", notNullValue());
    put("docs", folder).statusCode(200).body("state", equalTo("PENDING"));
    indexed("INDEXING");
    put("docs", folder).statusCode(200).body("state", equalTo("INDEXING"));
    tenant.request().get(CORPORA).then().body("corpora.name", equalTo(List.of("docs")));
  }

  @Test
  void nameOfAnotherFolderIsRefused() throws Exception {
    // Given
    put("docs", folder("one")).statusCode(201);

    // When / Then
    put("docs", folder("two"))
        .statusCode(409)
        .body("code", equalTo("corpus-exists"))
        .body("detail", containsString("/one"));
  }

  @Test
  void corpusCanBeForgottenAndUsedByJobsUntilThen() throws Exception {
    // Given
    put("docs", folder("docs")).statusCode(201);
    String job = "{\"question\":\"q\",\"corpora\":[\"docs\"]}";
    tenant
        .request()
        .contentType("application/json")
        .body(job)
        .post(JOBS)
        .then()
        .statusCode(202)
        .body("corpora", equalTo(List.of("docs")));

    // When
    tenant.request().delete(CORPORA + "/docs").then().statusCode(204);

    // Then
    tenant
        .request()
        .get(CORPORA + "/docs")
        .then()
        .statusCode(404)
        .body("detail", equalTo("There is no corpus \"docs\"."));
    tenant.request().delete(CORPORA + "/docs").then().statusCode(404);
    tenant.request().contentType("application/json").body(job).post(JOBS).then().statusCode(400);
  }

  @Test
  void foldersOutsideTheRootsAreRefusedWithoutTellingWhetherTheyExist() throws Exception {
    // Given
    Path link = root.resolve("link-" + tenant.id());
    Files.createSymbolicLink(link, Path.of("/etc"));

    // When / Then
    for (String path : List.of("/etc", "/nowhere", root + "/../..", link.toString())) {
      put("docs", path)
          .statusCode(400)
          .body("field", equalTo("path"))
          .body(
              "detail",
              equalTo(
                  "\"%s\" does not lie under an allowed root; allowed are %s"
                      .formatted(path, root)));
    }
  }

  @Test
  void whatIsNoFolderIsRefused() throws Exception {
    // Given
    Path file = Files.createFile(root.resolve("file-" + tenant.id()));

    // When / Then
    put("docs", file).statusCode(400).body("detail", containsString("is not a folder"));
    put("docs", root.resolve("missing"))
        .statusCode(400)
        .body("detail", containsString("does not exist"));
    put("docs", "relative/path").statusCode(400).body("detail", containsString("not absolute"));
  }

  @Test
  void everyMistakeOfARequestIsNamed() {
    tenant
        .request()
        .contentType("application/json")
        .body("{\"name\":\"No Spaces\",\"folder\":\"/x\"}")
        .post(CORPORA)
        .then()
        .statusCode(400)
        .body("errors.field", equalTo(List.of("path", "folder", "name")));
    assertThat(tenant.request().get(CORPORA).<List<Object>>path("corpora")).isEmpty();
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectories(root.resolve(tenant.id().toString()).resolve(name));
  }

  private ValidatableResponse put(String name, Object path) {
    return tenant
        .request()
        .contentType("application/json")
        .body("{\"name\":\"%s\",\"path\":\"%s\"}".formatted(name, path))
        .post(CORPORA)
        .then();
  }

  /** What a runner writes. */
  private void indexed(String state) {
    new TenantTx(Db.as("quarry_runner"))
        .call(
            tenant.id(),
            tx -> {
              try (var update =
                  tx.prepareStatement(
                      "update corpus set state = ?, files_done = 9, files_total = 9, documents = 7,"
                          + " passages = 40, indexed_at = now(),"
                          + " skipped = '[{\"file\":\"x.pdf\",\"reason\":\"broken\"}]'")) {
                update.setString(1, state);
                return update.executeUpdate();
              }
            });
  }
}
