package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.Preliminary;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;

/** Jobs in the states that a user can bring them into, for tests of what is done with them. */
abstract class ControlTest extends ApiTest {
  protected ValidatableResponse show(UUID id) {
    return tenant.request().get(JOBS + "/" + id).then().statusCode(200);
  }

  protected ValidatableResponse message(UUID id, String text) {
    return tenant.post(id, "/messages", "{\"message\":\"" + text + "\"}").then();
  }

  protected ValidatableResponse answer(UUID id, String body) {
    return tenant.post(id, "/answer", body).then();
  }

  protected UUID asking(Preliminary kind, String text) {
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.ask(kind, text);
    }
    return id;
  }

  protected UUID parked() {
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      tenant.post(id, "/pause").then().statusCode(202).body("state", equalTo("RUNNING"));
      runner.park();
    }
    return id;
  }

  protected UUID ended() {
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.succeed("a", new Report("a", List.of()));
    }
    return id;
  }

  /** A column of the job's only rollout. */
  protected static Object rollout(UUID job, String column) {
    return Db.value(
        "quarry_scheduler", "select %s from rollout where job_id = ?".formatted(column), job);
  }

  protected void assertCounted(int queued, int running) {
    assertThat(
            Db.value(
                "quarry_scheduler",
                "select queued || '/' || running from tenant_sched where tenant_id = ?",
                tenant.id()))
        .isEqualTo(queued + "/" + running);
  }
}
