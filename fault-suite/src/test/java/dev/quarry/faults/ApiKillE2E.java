package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quarry.faults.platform.Client;
import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.Database;
import dev.quarry.harness.agent.Arming;
import dev.quarry.harness.agent.FaultPoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 4: the API is killed while it takes a job in, and the client asks again. */
@ExtendWith(PlatformExtension.class)
class ApiKillE2E {
  private final Platform platform;

  ApiKillE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void jobIsTakenInOnceThoughTheAnswerWasLost() throws Exception {
    platform.disturb(
        "4 kill -9 of the API after the commit of an intake",
        List.of(Evidence.KILLS),
        fault -> killWhileTakingIn(fault, Points.TAKEN_IN, 1));
  }

  @Tag("full")
  @Test
  void jobIsTakenInOnceThoughTheFirstTryLeftNothing() throws Exception {
    platform.disturb(
        "4 kill -9 of the API inside the transaction of an intake",
        List.of(Evidence.KILLS),
        fault -> killWhileTakingIn(fault, Points.TAKING_IN, 0));
  }

  private void killWhileTakingIn(Fault fault, FaultPoint point, int jobsLeftBehind)
      throws Exception {
    // Given
    platform.standBy(1);
    String mark = platform.model().register(Scripts.everyKindOfCall());
    Map<String, Object> request = Fault.request(mark);
    Arming armed = fault.arm(point, 1, Arming.Action.HALT);

    // When
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> platform.client().submit(request, mark));
    fault.await(armed);
    fault.killed();
    assertThat(jobsWith(mark)).isEqualTo(jobsLeftBehind);
    platform.startApi();
    String first = Client.id(platform.client().submit(request, mark));
    String second = Client.id(platform.client().submit(request, mark));

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(jobsWith(mark)).isEqualTo(1);
    FaultJob job = fault.watch(first, mark);
    job.mustSucceed();
  }

  @Tag("full")
  @Test
  void recordThatWasSentTwiceChangesNothing() throws Exception {
    platform.disturb(
        "4 kill -9 of the API after Kafka has the permit",
        List.of(Evidence.KILLS),
        fault -> {
          // Given
          platform.standBy(1);
          Arming armed = fault.arm(Points.RELAYED, 1, Arming.Action.HALT);

          // When
          String mark = platform.model().register(Scripts.everyKindOfCall());
          submit(mark);
          fault.await(armed);
          fault.killed();
          platform.startApi();

          // Then
          String id = Client.id(platform.client().submit(Fault.request(mark), mark));
          FaultJob job = fault.watch(id, mark);
          job.mustSucceed();
          fault.mustHaveKeptItsHolder(job);
        });
  }

  /** Kafka may have the permit, and the API be gone, before the client has its answer. */
  private void submit(String mark) throws InterruptedException {
    try {
      platform.client().submit(Fault.request(mark), mark);
    } catch (IOException lost) {
      // It asks again.
    }
  }

  private long jobsWith(String mark) throws Exception {
    try (Database database = platform.database()) {
      return database.number(
          "select count(*) from job where spec->>'question' like '%' || ? || '%'", mark);
    }
  }
}
