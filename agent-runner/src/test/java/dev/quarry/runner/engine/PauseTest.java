package dev.quarry.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PauseTest {
  private static final String CALL =
      "<report>r</report><tool_call>{\"name\": \"search\", \"arguments\": {\"query\":"
          + " [\"a\"]}}</tool_call>";
  private static final String ANSWER = "<report>r</report><answer>Stevenson</answer>";

  private static FakeRollout rollout(Mode mode) {
    return new FakeRollout()
        .mode(mode)
        .budget(Budget.standard(mode))
        .replies(CALL, CALL, CALL, ANSWER);
  }

  /** Whichever step is the last before the pause: what was done counts, the rest follows later. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void pauseAfterAnyStepLosesNothing(Mode mode) throws Exception {
    List<Step> undisturbed = steps(rollout(mode).run());
    for (int last = 1; last < undisturbed.size(); last++) {
      // Given
      FakeRollout rollout = rollout(mode);
      int pausedAfter = last;
      rollout.watch = step -> rollout.pause = steps(rollout.trajectory()).size() == pausedAfter;

      // When
      RolloutOutcome paused = rollout.work();
      boolean answered =
          undisturbed.get(last - 1) instanceof Step.Replied r && r.reply().content().equals(ANSWER);
      if (answered) {
        // The answer is there: the end follows from it, whatever else is wanted.
        assertThat(paused).isInstanceOf(RolloutOutcome.Ended.class);
        continue;
      }
      assertThat(paused).isInstanceOf(RolloutOutcome.Paused.class);
      assertThat(steps(paused.trajectory())).isEqualTo(undisturbed.subList(0, last));
      rollout.pause = false;
      RolloutOutcome resumed = rollout.work();

      // Then
      assertThat(resumed).isInstanceOf(RolloutOutcome.Ended.class);
      assertThat(steps(resumed.trajectory())).isEqualTo(undisturbed);
      assertThat(rollout.prompts).hasSize(4);
      assertThat(rollout.toolCalls).hasSize(3);
    }
  }

  /** The same for others whose turn it is. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void slotLeftAfterAnyStepLosesNothing(Mode mode) throws Exception {
    List<Step> undisturbed = steps(rollout(mode).run());
    for (int last = 1; last < undisturbed.size() - 1; last++) {
      // Given
      FakeRollout rollout = rollout(mode);
      int leftAfter = last;
      rollout.watch = step -> rollout.giveWay = steps(rollout.trajectory()).size() == leftAfter;

      // When
      RolloutOutcome left = rollout.work();
      rollout.giveWay = false;

      // Then
      boolean answered =
          undisturbed.get(last - 1) instanceof Step.Replied r && r.reply().content().equals(ANSWER);
      assertThat(left)
          .isInstanceOf(answered ? RolloutOutcome.Ended.class : RolloutOutcome.GaveWay.class);
      assertThat(steps((answered ? left : rollout.work()).trajectory())).isEqualTo(undisturbed);
      assertThat(rollout.prompts).hasSize(4);
      assertThat(rollout.toolCalls).hasSize(3);
    }
  }

  @Test
  void callUnderWayIsFinishedAndRecordedBeforeThePause() throws Exception {
    // Given a pause that is asked for while the model is at work, and again while a tool is
    FakeRollout rollout = rollout(Mode.REACT);
    rollout.tool(
        call -> {
          rollout.pause = true;
          return ToolOutcome.failed("none", "nothing");
        });

    // When
    RolloutOutcome paused = rollout.work();

    // Then
    assertThat(paused).isInstanceOf(RolloutOutcome.Paused.class);
    assertThat(rollout.prompts).hasSize(1);
    assertThat(paused.trajectory().steps().getLast().step()).isInstanceOf(Step.ToolReturned.class);
  }

  @Test
  void pauseThatIsStillWantedParksTheNextHolderAtOnce() throws Exception {
    FakeRollout rollout = rollout(Mode.REACT);
    rollout.pause = true;

    assertThat(rollout.work()).isInstanceOf(RolloutOutcome.Paused.class);
    assertThat(rollout.work()).isInstanceOf(RolloutOutcome.Paused.class);

    assertThat(rollout.prompts).isEmpty();
  }

  /** All but the leases. */
  private static List<Step> steps(Trajectory trajectory) {
    return trajectory.steps().stream()
        .map(StepRecord::step)
        .filter(step -> !(step instanceof Step.Leased))
        .toList();
  }
}
