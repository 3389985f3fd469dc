package dev.quarry.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.events.EventTail;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.QuarryStack;
import dev.quarry.api.testing.SseClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** No broker answers: jobs are taken in, shown and followed all the same, and nothing is lost. */
@QuarkusTest
@TestProfile(WithoutKafkaIT.NoBroker.class)
class WithoutKafkaIT extends ApiTest {
  @Inject OutboxStore outbox;
  @Inject EventTail tail;

  /** The same application with a broker address at which nobody listens. */
  public static final class NoBroker implements QuarkusTestProfile {
    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(QuarryStack.class, Map.of(QuarryStack.WITHOUT_KAFKA, "")));
    }
  }

  @Test
  void jobIsTakenInAndItsPermitKept() {
    // Given / When
    UUID id = tenant.submit("q");

    // Then
    tenant.request().get(JOBS + "/" + id).then().body("state", equalTo("QUEUED"));
    assertThat(outbox.size().unpublished()).isPositive();
    Eventually.within(
        Duration.ofSeconds(20),
        () ->
            assertThat(RestAssured.get("/q/metrics").asString())
                .doesNotContain("quarry_outbox_unpublished 0.0"));
    RestAssured.get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    Eventually.within(
        Duration.ofSeconds(20),
        () ->
            RestAssured.get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'kafka' }.data.relay", equalTo("retrying")));
  }

  @Test
  void streamsFindWhatNobodyCanAnnounce() {
    // Given
    assertThat(tail.healthy()).isFalse();
    UUID id = tenant.submit("q");
    try (SseClient client = SseClient.open(tenant.key(), JOBS + "/" + id + "/events")) {
      assertThat(client.next().data()).isEqualTo("{\"state\":\"QUEUED\"}");

      // When
      tenant.request().post(JOBS + "/" + id + "/cancel").then().statusCode(202);

      // Then
      assertThat(client.all())
          .extracting(SseClient.Event::data)
          .containsExactly("{\"state\":\"CANCELLED\"}", "{\"state\":\"CANCELLED\"}");
    }
  }
}
