package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 2: one of three runners is killed again and again, at any moment, under load. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class RandomKillE2E {
  private static final int RUNNERS = 3;
  private static final int AT_A_TIME = 24;
  private static final int ROUNDS = 10;
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final Duration STORM = Duration.ofSeconds(60);

  /** Of what is done in quiet times. */
  private static final double LEAST_THROUGHPUT = 0.6;

  private final Platform platform;

  RandomKillE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void allJobsFinishAndMostOfTheThroughputStays() throws Exception {
    platform.disturb(
        "2 kill -9 of 1 of 3 runners every 5 to 15 s, for 60 s",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given
          platform.standBy(RUNNERS);
          double quiet = load(fault, QUIET, () -> {});

          // When
          var next =
              new Object() {
                Instant kill = Instant.now().plusSeconds(5);
              };
          double storm =
              load(
                  fault,
                  STORM,
                  () -> {
                    if (Instant.now().isAfter(next.kill)) {
                      List<RunnerProcess> alive = platform.alive();
                      fault.kill(alive.get(fault.random().nextInt(alive.size())));
                      next.kill = Instant.now().plusMillis(5_000 + fault.random().nextInt(10_000));
                    }
                  });

          // Then
          System.out.printf("jobs a second: %.2f in quiet, %.2f in the storm%n", quiet, storm);
          assertThat(storm).isGreaterThan(LEAST_THROUGHPUT * quiet);
        });
  }

  @FunctionalInterface
  private interface Meanwhile {
    void happens() throws Exception;
  }

  /**
   * Keeps as many jobs going.
   *
   * @return how many ended a second
   */
  private double load(Fault fault, Duration time, Meanwhile meanwhile) throws Exception {
    Instant begin = Instant.now();
    var going = new ArrayList<FaultJob>();
    int ended = 0;
    while (Duration.between(begin, Instant.now()).compareTo(time) < 0) {
      while (going.size() < AT_A_TIME) {
        going.add(fault.ask(Scripts.rounds(ROUNDS, Duration.ofMillis(200))));
      }
      meanwhile.happens();
      TimeUnit.MILLISECONDS.sleep(20);
      int before = going.size();
      going.removeIf(job -> job.follower().isDone());
      ended += before - going.size();
    }
    double rate = ended / (Duration.between(begin, Instant.now()).toMillis() / 1000.0);
    for (FaultJob job : going) {
      job.mustSucceed();
    }
    return rate;
  }
}
