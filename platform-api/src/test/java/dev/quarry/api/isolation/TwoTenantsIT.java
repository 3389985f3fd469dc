package dev.quarry.api.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.api.isolation.Operations.Operation;
import dev.quarry.api.isolation.holes.NativeQueryWithoutTenant;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every operation that the application describes, called by one tenant with the ids of another: the
 * answer is, byte for byte, that for what never was. An operation that is new is covered by itself,
 * or this test says what it does not know.
 */
@QuarkusTest
class TwoTenantsIT extends ApiTest {
  @Test
  void objectsOfAnotherTenantAreNotThereOnAnyPathByAnyMethod() {
    // Given
    RichTenant theirs = RichTenant.make("c" + UUID.randomUUID().toString().substring(0, 8));
    TestTenant mine = TestTenant.make();
    List<Operation> operations =
        Operations.all().stream()
            .filter(o -> !o.parameters().isEmpty())
            .sorted(Comparator.comparing(TwoTenantsIT::makes))
            .toList();
    assertThat(operations).hasSizeGreaterThanOrEqualTo(8);
    Map<String, String> before = snapshot(operations, theirs);

    // When / Then
    for (Operation operation : operations) {
      Response foreign = call(operation, mine, theirs.names());
      Response missing = call(operation, mine, RichTenant.MISSING);
      assertThat(foreign.statusCode()).as(operation.toString()).isEqualTo(expected(operation));
      assertThat(foreign.asString())
          .as(operation.toString())
          .isEqualTo(translated(missing.asString(), theirs));
      assertThat(foreign.headers().asList().stream().map(h -> h.getName()).toList())
          .as(operation.toString())
          .isEqualTo(missing.headers().asList().stream().map(h -> h.getName()).toList());
    }
    assertThat(snapshot(operations, theirs)).isEqualTo(before);
  }

  /** What is the operator's is not there to be asked for; what makes something makes one's own. */
  private static int expected(Operation operation) {
    if (operators(operation)) {
      return 403;
    }
    return makes(operation) ? 200 : 404;
  }

  private static boolean operators(Operation operation) {
    return operation.path().startsWith("/api/v1/tenants");
  }

  /** Last of all, so that nothing else meets what they made. */
  private static boolean makes(Operation operation) {
    return operation.method().equals("PUT");
  }

  @Test
  void operationWhoseObjectsAreNotKnownFailsTheTest() {
    Operation unheardOf = new Operation("GET", "/api/v1/secrets-of-others/{id}", false);

    assertThatThrownBy(() -> unheardOf.at(RichTenant.MISSING))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GET /api/v1/secrets-of-others/{id}");
  }

  @Test
  void statementWithoutTenantSeesNothingAsTheApplicationAndIsAHoleOtherwise() {
    // Given
    UUID theirs = tenant.submit("q");

    // When / Then
    assertThat(new NativeQueryWithoutTenant(Db.as("quarry_api")).jobs()).isEmpty();
    assertThat(new NativeQueryWithoutTenant(Db.as("quarry_scheduler")).jobs()).contains(theirs);
  }

  /** What the owner of the objects reads; all of it has to be there, or nothing is proved. */
  private static Map<String, String> snapshot(List<Operation> operations, RichTenant theirs) {
    Map<String, String> answers = new HashMap<>();
    for (Operation operation : operations) {
      if (operation.method().equals("GET") && !operators(operation)) {
        Response own = call(operation, theirs.tenant(), theirs.names());
        assertThat(own.statusCode()).as("its own: " + operation).isEqualTo(200);
        answers.put(operation.toString(), own.asString());
      }
    }
    return answers;
  }

  private static Response call(Operation operation, TestTenant who, Map<String, String> names) {
    RequestSpecification request = who.request();
    if (operation.body()) {
      String body = RichTenant.BODIES.get(operation.toString());
      assertThat(body).as("a valid body of " + operation + ": teach this test").isNotNull();
      request.contentType("application/json").body(body);
    }
    return request.request(operation.method(), operation.at(names));
  }

  private static String translated(String answer, RichTenant theirs) {
    String translated = answer;
    for (Map.Entry<String, String> name : RichTenant.MISSING.entrySet()) {
      if (name.getValue().length() > 1) {
        translated = translated.replace(name.getValue(), theirs.names().get(name.getKey()));
      }
    }
    return translated;
  }
}
