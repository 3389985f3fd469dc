package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.Database;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.harness.agent.Arming;
import dev.quarry.runner.testing.ScriptedReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 22: a job is cancelled at each kind of step, or its tenant may not run anything more. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class CancelE2E {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int LONG_MILLIS = 60_000;

  private final Platform platform;

  CancelE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void cancelEndsAJobAtOnceWhateverItIsDoing() throws Exception {
    platform.disturb(
        "22 cancel while waiting, asking, calling",
        List.of(),
        fault -> {
          platform.standBy(1);
          warmUp(fault);

          // The model thinks, and is not waited for
          FaultJob asking =
              fault.ask(request -> ScriptedReply.after(Duration.ofMinutes(1), Scripts.answer()));
          platform.await("a request", () -> asking.modelCalls() == 1);
          cancel(fault, asking);

          // Tools work, with and without an effect
          for (String tool : List.of("look", "deposit", "send")) {
            FaultJob calling =
                fault.ask(request -> ScriptedReply.calls(Scripts.call("c", tool, LONG_MILLIS)));
            calling.awaitSteps(tool.equals("look") ? 3 : 4);
            cancel(fault, calling);
          }

          // One step follows the other
          FaultJob busy = fault.ask(Scripts.rounds(90, Duration.ofMillis(20)));
          busy.awaitSteps(10);
          cancel(fault, busy);
        });
  }

  /** A runner that has just started may not listen to Kafka yet; its heartbeat tells it, later. */
  private void warmUp(Fault fault) throws Exception {
    FaultJob first = fault.ask(Scripts.rounds(90, Duration.ofMillis(20)));
    first.awaitSteps(3);
    post(first);
    assertThat(first.awaitEnd().path("state").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void cancelThatIsToldAgainDoesNotBreakTheEnd() throws Exception {
    platform.disturb(
        "22 cancel, told again while the job is being ended",
        List.of(),
        fault -> {
          platform.standBy(1);
          for (int i = 0; i < 5; i++) {
            // Given a runner that stands still, for less than its lease, when it is about to end
            FaultJob job = fault.ask(Scripts.rounds(90, Duration.ofMillis(50)));
            job.awaitSteps(5);
            Arming armed = fault.arm(Points.ENDING, 1, Arming.Action.FREEZE);
            post(job);
            RunnerProcess runner = platform.withPid(fault.await(armed).pid());

            // When its heartbeat is due at the moment it goes on
            TimeUnit.MILLISECONDS.sleep(Platform.LEASE.toMillis() / 2);
            runner.app().thaw();

            // Then it ends the job all the same
            assertThat(job.awaitEnd().path("state").asText()).isEqualTo("CANCELLED");
            fault.mustHaveKeptItsHolder(job);
          }
        });
  }

  private void cancel(Fault fault, FaultJob job) throws Exception {
    Instant asked = Instant.now();
    post(job);
    JsonNode end = job.awaitEnd();
    assertThat(end.path("state").asText()).isEqualTo("CANCELLED");
    assertThat(Duration.between(asked, Instant.parse(end.path("endedAt").asText())))
        .isLessThan(AT_ONCE.plus(fault.stall()));
    assertThat(job.kinds().getLast()).isEqualTo("ended");
  }

  private void post(FaultJob job) throws Exception {
    platform
        .processes()
        .post("/jobs/" + job.id() + "/cancel", PlatformProcesses.JSON.createObjectNode(), 202);
  }

  @Test
  void cancelOfAJobWhoseHolderWasKilledIsKept() throws Exception {
    platform.disturb(
        "22 cancel after a kill -9 of the holder",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given
          platform.standBy(2);
          FaultJob job = fault.ask(Scripts.rounds(90, Duration.ofMillis(100)));
          job.awaitSteps(5);

          // When
          fault.kill(job.holder(), job);
          post(job);

          // Then the next holder ends it
          assertThat(job.awaitEnd().path("state").asText()).isEqualTo("CANCELLED");
        });
  }

  @Test
  void jobThatWasHandedBackIsCancelledWithWhatItHasUsed() throws Exception {
    platform.disturb(
        "22 cancel after the only runner was stopped",
        List.of(),
        fault -> {
          // Given a job that has worked and waits for a runner
          List<RunnerProcess> runners = platform.standBy(1);
          FaultJob job = fault.ask(Scripts.rounds(90, Duration.ofMillis(100)));
          job.awaitSteps(8);
          for (RunnerProcess runner : runners) {
            runner.app().stop();
          }

          // When
          post(job);

          // Then it ends without one, and its usage is settled: the invariants look at it
          assertThat(job.awaitEnd().path("state").asText()).isEqualTo("CANCELLED");
          assertThat(job.awaitEnd().at("/usage/modelCalls").asInt()).isPositive();
        });
  }

  @Test
  void tenantThatMayRunNothingKeepsWhatRunsAndWaitsWithTheRest() throws Exception {
    platform.disturb(
        "22 tenant stopped in the middle of a job",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob running = fault.ask(Scripts.rounds(10, Duration.ofMillis(150)));
          running.awaitSteps(4);

          // When
          mostRunning(0);
          FaultJob waiting = fault.ask(Scripts.everyKindOfCall());

          // Then
          running.mustSucceed();
          assertThat(waiting.steps()).isEmpty();
          mostRunning(64);
          waiting.mustSucceed();
        });
  }

  private void mostRunning(int most) throws Exception {
    try (Database database = platform.database()) {
      database.execute("update tenant_sched set max_running = " + most);
    }
  }
}
