package dev.quarry.faults;

import static dev.quarry.harness.FaultProxy.Direction.TO_CLIENT;
import static dev.quarry.harness.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Client;
import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.FaultProxy;
import dev.quarry.harness.FaultProxy.Direction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault 8: two parts of the platform do not hear each other, or one does not hear the other. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class PartitionE2E {
  private static final int ROUNDS = 20;
  private static final Duration PACE = Duration.ofMillis(150);

  /** How long the API may be stuck on connections whose other end is gone. */
  private static final Duration STUCK = Duration.ofSeconds(35);

  private final Platform platform;

  PartitionE2E(Platform platform) {
    this.platform = platform;
  }

  /** Of which the last lets a write through whose writer then waits for its answer. */
  enum Loss {
    BOTH_WAYS(true, TO_SERVER, TO_CLIENT),
    REQUESTS(true, TO_SERVER),
    ANSWERS(false, TO_CLIENT);

    private final boolean stopsWrites;
    private final Direction[] directions;

    Loss(boolean stopsWrites, Direction... directions) {
      this.stopsWrites = stopsWrites;
      this.directions = directions;
    }
  }

  @ParameterizedTest
  @EnumSource
  void runnerCutOffFromTheDatabaseLosesItsJobAndWritesNothing(Loss loss) throws Exception {
    platform.disturb(
        "8 runner and PostgreSQL apart: " + loss,
        loss.stopsWrites
            ? List.of(Evidence.TAKEOVERS, Evidence.FENCED_WRITES)
            : List.of(Evidence.TAKEOVERS),
        fault -> {
          // Given
          platform.standBy(2);
          FaultJob job = fault.ask(Scripts.rounds(ROUNDS, PACE));
          job.awaitSteps(6);
          RunnerProcess cutOff = job.holder();
          double fenced = cutOff.fencedWrites();

          // When
          cutOff.database().blackhole(loss.directions);
          job.mustSucceed();
          List<String> finished = job.kinds();
          cutOff.database().heal();

          // Then
          if (loss.stopsWrites) {
            platform.await("a refused write", () -> cutOff.fencedWrites() > fenced);
          } else {
            platform.await("the holder's giving up", () -> cutOff.busySlots() == 0);
          }
          assertThat(job.kinds()).isEqualTo(finished);
          assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
          assertThat(cutOff.isAlive()).isTrue();
        });
  }

  @Test
  void runnerWhoseConnectionsAreDeadGetsNewOnes() throws Exception {
    platform.disturb(
        "8 runner's connections to PostgreSQL half open",
        List.of(),
        fault -> {
          // Given the only runner
          RunnerProcess only = only();
          FaultJob job = fault.ask(Scripts.rounds(ROUNDS, PACE));
          job.awaitSteps(6);

          // When
          assertThat(only.database().connections()).isPositive();
          only.database().halfOpen();

          // Then it goes on with its job, under its old lease or a new one
          job.mustSucceed();
          assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
          assertThat(only.isAlive()).isTrue();
        });
  }

  @Test
  void apiWhoseConnectionsAreDeadGetsNewOnes() throws Exception {
    platform.disturb(
        "8 API's connections to PostgreSQL half open",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          fault.ask(Scripts.everyKindOfCall()).awaitEnd();

          // When
          assertThat(platform.apiDatabase().connections()).isPositive();
          platform.apiDatabase().halfOpen();
          Instant since = Instant.now();
          String mark = platform.model().register(Scripts.everyKindOfCall());

          // Then
          platform.await("an answer of the API", () -> isTakenIn(mark));
          assertThat(Duration.between(since, Instant.now())).isLessThan(STUCK.plus(fault.stall()));
          String id = Client.id(platform.client().submit(Fault.request(mark), mark));
          fault.watch(id, mark).mustSucceed();
        });
  }

  private boolean isTakenIn(String mark) throws InterruptedException {
    try {
      return platform.client().submit(Fault.request(mark), mark).statusCode() == 202;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void runnersCutOffFromKafkaWorkOn() throws Exception {
    platform.disturb(
        "8 runners and Kafka apart",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob running = fault.ask(Scripts.rounds(ROUNDS, PACE));
          running.awaitSteps(4);

          // When
          FaultProxy broker = platform.broker();
          broker.blackhole(TO_SERVER, TO_CLIENT);
          FaultJob started = fault.ask(Scripts.everyKindOfCall());

          // Then
          started.mustSucceed();
          fault.mustHaveStartedSoon(started);
          running.mustSucceed();
          fault.mustHaveKeptItsHolder(running);
          broker.heal();
        });
  }

  @Test
  void modelThatCannotBeReachedIsWaitedFor() throws Exception {
    platform.disturb(
        "8 runner and model apart",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob job = fault.ask(Scripts.rounds(ROUNDS, PACE));
          job.awaitSteps(4);
          FaultProxy model = job.holder().model();

          // When nobody listens, nothing is heard, an answer is cut, then all is well
          model.refuse();
          TimeUnit.SECONDS.sleep(2);
          model.heal();
          job.awaitSteps(job.steps().size() + 2);
          model.blackhole(TO_CLIENT);
          TimeUnit.SECONDS.sleep(2);
          model.heal();
          job.awaitSteps(job.steps().size() + 2);
          model.cutAfter(TO_CLIENT, 100);
          TimeUnit.SECONDS.sleep(1);
          model.heal();

          // Then no lease was lost; what was cut may have been asked for again
          job.mustSucceed();
          fault.mustHaveKeptItsHolder(job);
          assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
          fault.mayBeTriedAgain(job, 12);
        });
  }

  private RunnerProcess only() throws Exception {
    List<RunnerProcess> alive = platform.standBy(1);
    for (RunnerProcess other : alive.subList(1, alive.size())) {
      other.app().stop();
    }
    return alive.getFirst();
  }
}
