package dev.quarry.runner.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.FakeRollout;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** While a deployment rolls, a runner meets work of newer ones: it is theirs, and not broken. */
class HandOverTest {
  private static Trajectory plus(Trajectory before, Step step) {
    return before.plus(new StepRecord(before.nextSeq(), 1, Instant.EPOCH, step));
  }

  private static void assertHandedOver(UnaryOperator<Trajectory> read) throws Exception {
    try (var rollout =
        new OneRollout(
            (prompt, key) -> {
              throw new AssertionError("the model was asked");
            })) {
      rollout.read = read;

      // When
      rollout.slots.fill();

      // Then
      assertThat(rollout.left()).isEqualTo("handed over");
      assertThat(rollout.end()).isEmpty();
      assertThat(rollout.trajectory().steps())
          .extracting(StepRecord::step)
          .hasOnlyElementsOfType(Step.Leased.class);
      assertThat(rollout.metrics.counter("quarry.runner.handed.over").count()).isEqualTo(1);
    }
  }

  @Test
  void stepOfAnUnknownKindIsLeftToANewerRunner() throws Exception {
    assertHandedOver(found -> plus(found, StepCodec.decode("dreamt", "{}")));
  }

  @Test
  void promptsOfALaterVersionAreLeftToANewerRunner() throws Exception {
    assertHandedOver(found -> plus(found, new Step.Opened(later())));
  }

  private static Brief later() {
    Brief now = new FakeRollout().brief();
    return new Brief(
        now.question(),
        now.mode(),
        now.date(),
        now.profile(),
        now.model(),
        now.protocol(),
        now.sampling(),
        now.context(),
        now.tools(),
        now.manifestHash(),
        now.budget(),
        BriefFactory.PROMPT_VERSION + 1,
        now.clarify(),
        now.approvePlan());
  }
}
