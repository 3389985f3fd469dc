package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.agent.Arming;
import dev.quarry.harness.agent.FaultPoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault 1: a runner is killed at each place that matters, and another finishes its job. */
@ExtendWith(PlatformExtension.class)
class RunnerKillE2E {
  private final Platform platform;

  RunnerKillE2E(Platform platform) {
    this.platform = platform;
  }

  /**
   * Where the runner ends, in a job with the script {@link Scripts#everyKindOfCall}: the journal's
   * first step is {@code opened}, its second the first reply.
   */
  enum Place {
    CLAIMING(Points.CLAIMING, 1, 0),
    CLAIMED(Points.CLAIMED, 1, 0),
    BEGUN(Points.BEGUN, 1, 0),
    OPENED(Points.DURABLE, 1, 0),
    BEFORE_THE_MODEL_IS_ASKED(Points.ASKING, 1, 0),
    MODEL_HAS_ANSWERED(Points.ANSWERED, 1, 1),
    REPLY_IS_COMMITTED(Points.WRITTEN, 2, 0),
    REPLY_IS_DURABLE(Points.DURABLE, 2, 0),
    IDEMPOTENT_CALL_HAS_STARTED(Points.CALLING, 1, 0),
    IDEMPOTENT_CALL_HAS_HAD_ITS_EFFECT(Points.CALLED, 1, 0),
    UNSAFE_CALL_HAS_STARTED(Points.CALLING, 2, 0),
    UNSAFE_CALL_HAS_HAD_ITS_EFFECT(Points.CALLED, 2, 0),
    ONE_OF_SEVERAL_RESULTS_IS_DURABLE(Points.DURABLE, 9, 0),
    LAST_STEP_IS_DURABLE(Points.ENDING, 1, 0),
    ENDING(Points.SETTLING, 1, 0),
    ENDED(Points.ENDED, 1, 0);

    private final FaultPoint point;
    private final int count;
    private final int repeatedCalls;

    Place(FaultPoint point, int count, int repeatedCalls) {
      this.point = point;
      this.count = count;
      this.repeatedCalls = repeatedCalls;
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MODEL_HAS_ANSWERED",
        "UNSAFE_CALL_HAS_HAD_ITS_EFFECT",
        "ONE_OF_SEVERAL_RESULTS_IS_DURABLE"
      })
  void jobIsFinishedByAnother(Place place) throws Exception {
    kill(place);
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "MODEL_HAS_ANSWERED",
        "UNSAFE_CALL_HAS_HAD_ITS_EFFECT",
        "ONE_OF_SEVERAL_RESULTS_IS_DURABLE"
      })
  void jobIsFinishedByAnotherAlsoAfter(Place place) throws Exception {
    kill(place);
  }

  private void kill(Place place) throws Exception {
    boolean isTakenOver = place != Place.CLAIMING && place != Place.ENDED;
    platform.disturb(
        "1 kill -9: " + place,
        isTakenOver ? List.of(Evidence.KILLS, Evidence.TAKEOVERS) : List.of(Evidence.KILLS),
        fault -> {
          // Given
          platform.standByWithSpare(2);
          Arming armed = fault.arm(place.point, place.count, Arming.Action.HALT);
          FaultJob job = fault.ask(Scripts.everyKindOfCall());

          // When
          if (place == Place.ENDED) {
            fault.await(armed);
            fault.killed();
          } else {
            fault.awaitKill(armed, job);
          }

          // Then
          job.mustSucceed();
          assertThat(job.count("leased")).isEqualTo(isTakenOver ? 2 : 1);
          assertThat(job.count("replied")).isEqualTo(4);
          assertThat(job.count("tool-started")).isEqualTo(2);
          assertThat(job.count("tool-returned")).isEqualTo(5);
          assertThat(job.count("ended")).isEqualTo(1);
          assertThat(job.modelCalls()).isEqualTo(4 + place.repeatedCalls);
          assertThat(job.failureOf("send")).isEqualTo(isUnsafe(place) ? "outcome-unknown" : "");
        });
  }

  @Tag("full")
  @Test
  void iterResearchIsFinishedByAnother() throws Exception {
    platform.disturb(
        "1 kill -9 in the mode iter-research",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          platform.standByWithSpare(2);
          Arming armed = fault.arm(Points.DURABLE, 6, Arming.Action.HALT);
          FaultJob job = fault.ask(Scripts.reports(5), Map.of("mode", "iter-research"));

          fault.awaitKill(armed, job);

          job.mustSucceed();
          assertThat(job.count("replied")).isEqualTo(6);
          assertThat(job.modelCalls()).isEqualTo(6);
        });
  }

  @Tag("full")
  @Test
  void runnerKilledWhileItHandsItsWorkBackLosesNothing() throws Exception {
    platform.disturb(
        "1 kill -9 while a runner that was asked to stop hands its work back",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given
          platform.standByWithSpare(2);
          FaultJob job = fault.ask(Scripts.rounds(12, Duration.ofMillis(150)));
          job.awaitSteps(5);
          Arming armed = fault.arm(Points.HANDING_BACK, 1, Arming.Action.HALT);

          // When
          job.holder().app().process().destroy();
          fault.awaitKill(armed, job);

          // Then
          job.mustSucceed();
          assertThat(job.count("replied")).isEqualTo(13);
        });
  }

  private static boolean isUnsafe(Place place) {
    return place == Place.UNSAFE_CALL_HAS_STARTED || place == Place.UNSAFE_CALL_HAS_HAD_ITS_EFFECT;
  }
}
