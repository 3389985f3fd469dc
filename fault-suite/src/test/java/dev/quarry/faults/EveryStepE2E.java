package dev.quarry.faults;

import static dev.quarry.harness.agent.Arming.Action.HALT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.RunnerKind;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.agent.Arming;
import dev.quarry.harness.agent.FaultPoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One job of 60 steps whose holder is killed at each of them: when the step is durable, when it is
 * committed and nobody has been told, and at every twelfth step before that also when it is about
 * to be written, so that the next holder has to come by it again.
 */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class EveryStepE2E {
  private static final int ROUNDS = 28;
  private static final int STEPS = 2 * ROUNDS + 3;
  private static final int LOSE_EVERY = 12;

  private final Platform platform;

  EveryStepE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void everyStepStandsOnce() throws Exception {
    platform.disturb(
        "1 kill -9 at each of 60 steps",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given
          platform.standBy(3, RunnerKind.SHORT_LEASES);
          FaultJob job = null;

          // When each step is the last of its holder
          int lost = 0;
          for (int step = 1; step <= STEPS; step++) {
            if (step % LOSE_EVERY == 0) {
              kill(fault, Points.WRITING);
              lost++;
            }
            Arming armed = fault.arm(step % 2 == 0 ? Points.WRITTEN : Points.DURABLE, 1, HALT);
            if (job == null) {
              job = fault.ask(Scripts.rounds(ROUNDS, Duration.ZERO));
            }
            fault.awaitKill(armed);
          }

          // Then
          job.mustSucceed();
          int late = (int) fault.mustHaveHadHolders(job, STEPS + lost + 1);
          assertThat(job.count("opened")).isEqualTo(1);
          assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
          assertThat(job.count("tool-returned")).isEqualTo(ROUNDS);
          assertThat(job.count("ended")).isEqualTo(1);
          assertThat(job.modelCalls()).isBetween(ROUNDS + 1, ROUNDS + 1 + lost + late);
        });
  }

  private static void kill(Fault fault, FaultPoint point) throws Exception {
    fault.awaitKill(fault.arm(point, 1, HALT));
  }
}
