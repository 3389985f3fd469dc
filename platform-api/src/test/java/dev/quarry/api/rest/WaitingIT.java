package dev.quarry.api.rest;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.FakeRunner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Why a job waits. */
@QuarkusTest
class WaitingIT extends ApiTest {
  private ValidatableResponse shown(UUID job) {
    return tenant.request().get(JOBS + "/" + job).then().statusCode(200);
  }

  private void cap(int most) {
    Db.execute(
        "quarry_owner",
        "update tenant_sched set max_running = ? where tenant_id = ?",
        most,
        tenant.id());
  }

  @Test
  void jobThatIsPutOffSaysForHowLong() {
    // Given
    Instant later = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    // When
    UUID job =
        tenant.submitBody(
            "{\"question\": \"q\", \"priority\": -7, \"notBefore\": \"%s\"}".formatted(later));

    // Then
    shown(job)
        .body("state", equalTo("QUEUED"))
        .body("priority", equalTo(-7))
        .body("notBefore", equalTo(later.toString()))
        .body("waiting.reason", equalTo("not-before"))
        .body("waiting.position", nullValue())
        .body("waiting.estimatedSeconds", allOf(greaterThan(300), lessThanOrEqualTo(600)));
  }

  @Test
  void tenantAtItsCapHearsSoAndWhereEachJobStands() {
    // Given
    UUID running = tenant.submit("first");
    UUID plain = tenant.submit("second");
    UUID urgent = tenant.submitBody("{\"question\": \"third\", \"priority\": 5}");
    UUID putOff =
        tenant.submitBody(
            "{\"question\": \"q\", \"priority\": 9, \"notBefore\": \"%s\"}"
                .formatted(Instant.now().plusSeconds(600)));
    cap(1);
    Db.execute("quarry_scheduler", "update rollout set priority = 100 where job_id = ?", running);

    // When
    try (FakeRunner runner = FakeRunner.take(running)) {
      // Then
      shown(running).body("waiting", nullValue());
      shown(urgent)
          .body("waiting.reason", equalTo("tenant-cap"))
          .body("waiting.position", equalTo(1))
          .body("waiting.estimatedSeconds", nullValue());
      shown(plain)
          .body("waiting.position", equalTo(2))
          .body("waiting.message", containsString("Of the tenant's own jobs, 1 go first."));
      shown(putOff).body("waiting.reason", equalTo("not-before"));
      runner.cancelled();
    }
    shown(running).body("waiting", nullValue());
  }

  @Test
  void tenantThatMayRunNothingHearsSo() {
    UUID job = tenant.submit("q");
    cap(0);

    shown(job).body("waiting.reason", equalTo("suspended")).body("waiting.position", equalTo(1));
  }

  @Test
  void whoseRunnersAreGoneHearsSo() {
    UUID job = tenant.submit("q");
    Db.execute("quarry_runner", "update runner set seen_at = now() - interval '1 hour'");

    shown(job).body("waiting.reason", equalTo("no-runner"));
  }
}
