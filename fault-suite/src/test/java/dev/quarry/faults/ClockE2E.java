package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.RunnerKind;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 9: clocks that are wrong by an hour, jump forth and back. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class ClockE2E {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ROUNDS = 15;

  private final Platform platform;

  ClockE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void noLeaseAndNoBudgetGoesByTheClockOfARunner() throws Exception {
    platform.disturb(
        "9 clock of a runner jumps by an hour, both ways",
        List.of(),
        fault -> {
          for (Duration by : List.of(HOUR, HOUR.negated())) {
            // Given a job that may be worked on for ten minutes
            platform.standBy(2, RunnerKind.WITH_CLOCK);
            FaultJob job =
                fault.ask(
                    Scripts.rounds(ROUNDS, Duration.ofMillis(150)),
                    Map.of("budget", Map.of("wallSeconds", 600)));
            job.awaitSteps(4);
            RunnerProcess holder = job.holder();

            // When
            holder.clock().shift(by);
            FaultJob started = fault.ask(Scripts.everyKindOfCall());
            job.mustSucceed();
            started.mustSucceed();
            holder.clock().shift(Duration.ZERO);

            // Then
            fault.mustHaveKeptItsHolder(job);
            assertThat(job.count("limit-hit")).isZero();
            fault.mustHaveKeptItsHolder(started);
          }
        });
  }

  @Test
  void apiWithAWrongClockTakesJobsInAndShowsThem() throws Exception {
    platform.disturb(
        "9 clock of the API jumps by an hour, both ways",
        List.of(),
        fault -> {
          platform.standBy(1);
          for (Duration by : List.of(HOUR, HOUR.negated(), Duration.ZERO)) {
            FaultJob running = fault.ask(Scripts.rounds(ROUNDS, Duration.ofMillis(100)));
            running.awaitSteps(3);
            platform.apiClock().shift(by);
            FaultJob started = fault.ask(Scripts.everyKindOfCall());
            started.mustSucceed();
            fault.mustHaveStartedSoon(started);
            running.mustSucceed();
          }
        });
  }
}
