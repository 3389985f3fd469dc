package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.localstack.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 5: the broker is killed while jobs run, and comes back with or without its data. */
@ExtendWith(PlatformExtension.class)
class BrokerDownE2E {
  private static final int ROUNDS = 20;
  private static final Duration DOWN = Duration.ofSeconds(5);

  private final Platform platform;

  BrokerDownE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void jobsRunAndStartWithoutABroker() throws Exception {
    platform.disturb(
        "5 kill -9 of the broker", List.of(Evidence.KILLS), fault -> down(fault, false));
  }

  @Tag("full")
  @Test
  void brokerThatHasLostItsDataIsSetUpAgain() throws Exception {
    platform.disturb(
        "5 kill -9 of the broker, all its data lost",
        List.of(Evidence.KILLS),
        fault -> down(fault, true));
  }

  private void down(dev.quarry.faults.platform.Fault fault, boolean losesData) throws Exception {
    // Given a job in the middle
    platform.standBy(1);
    FaultJob running = fault.ask(Scripts.rounds(ROUNDS, Duration.ofMillis(150)));
    running.awaitSteps(6);

    // When
    platform.processes().stack().crash(Backend.KAFKA);
    fault.killed();
    FaultJob started = fault.ask(Scripts.everyKindOfCall());

    // Then both go on, the new one found by a sweep
    started.awaitSteps(1);
    fault.mustHaveStartedSoon(started);
    started.mustSucceed();
    running.mustSucceed();
    fault.mustHaveKeptItsHolder(running);
    assertThat(running.modelCalls()).isEqualTo(ROUNDS + 1);
    assertThat(platform.client().get("/jobs").statusCode()).isEqualTo(200);

    // And what waits is sent when the broker is there again
    TimeUnit.MILLISECONDS.sleep(DOWN.toMillis());
    if (losesData) {
      delete(platform.home().resolve("kafka/data"));
    }
    platform.processes().stack().revive(Backend.KAFKA);
    FaultJob after = fault.ask(Scripts.everyKindOfCall());
    after.mustSucceed();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
