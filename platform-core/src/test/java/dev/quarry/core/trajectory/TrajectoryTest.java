package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.quarry.core.job.Termination;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
  private static final SourceRef PAGE = new SourceRef("u", "t", "ff", 9);

  @Test
  void looksBackToWhatWasKnownThen() {
    // Given
    Trajectory whole =
        of(replied(), returned(1), returned(0), limit(), replied(), ended(Termination.ANSWER));

    // When
    Trajectory then = whole.before(3);

    // Then
    assertThat(then.steps()).extracting(StepRecord::seq).containsExactly(1L, 2L);
    assertThat(then.rounds()).hasSize(1);
    assertThat(then.rounds().getFirst().results())
        .extracting(Step.ToolReturned::call)
        .containsExactly(1);
    assertThat(then.usage()).isEqualTo(new Usage(1, 1, 1, new TokenUsage(10, 1, true)));
    assertThat(then.limitHit()).isEmpty();
    assertThat(then.ended()).isEmpty();
    assertThat(whole.rounds().getFirst().results())
        .extracting(Step.ToolReturned::call)
        .containsExactly(0, 1);
    assertThat(whole.usage()).isEqualTo(new Usage(2, 2, 2, new TokenUsage(20, 2, true)));
    assertThat(whole.limitHit()).isPresent();
    assertThat(whole.ended()).map(Step.Ended::termination).contains(Termination.ANSWER);
    assertThat(whole.sources()).containsExactly(PAGE);
  }

  @Test
  void twoThatGoOnFromTheSameOneKnowNothingOfEachOther() {
    // Given
    Trajectory common = of(replied(), returned(0));

    // When
    Trajectory one = common.plus(at(common, replied())).plus(at(3, returned(0)));
    Trajectory other = common.plus(at(common, ended(Termination.CANCELLED)));
    Trajectory back = one.before(3).plus(at(common, limit()));

    // Then
    assertThat(common.steps()).hasSize(2);
    assertThat(one.rounds()).hasSize(2);
    assertThat(one.ended()).isEmpty();
    assertThat(other.rounds()).hasSize(1);
    assertThat(other.ended()).isPresent();
    assertThat(back.rounds()).hasSize(1);
    assertThat(back.limitHit()).isPresent();
    assertThat(one.steps().getLast().step()).isInstanceOf(Step.ToolReturned.class);
  }

  @Test
  void answersBelongToTheirQuestionsAndAllElseIsAMessage() {
    // Given
    var asked = new Step.InputRequested(Preliminary.CLARIFICATION, "Which?");
    var early = new Step.InputReceived(1, InputKind.STEER, "early", false);
    var answer = new Step.InputReceived(2, InputKind.ANSWER, "this", false);
    var stray = new Step.InputReceived(4, InputKind.ANSWER, "stray", true);

    // When
    Trajectory whole = of(asked, early, answer, replied(), stray);

    // Then
    assertThat(whole.before(3).dialogue().open()).contains(asked);
    assertThat(whole.dialogue())
        .isEqualTo(
            new Dialogue(
                List.of(new Exchange(asked, Optional.of(answer))), List.of(early, stray), 4));
    assertThat(whole.dialogue().open()).isEmpty();
  }

  @Test
  void draftCountsAsAModelCallAndIsNoRound() {
    var reply =
        new ModelReply("text", null, List.of(), "stop", new TokenUsage(10, 1, true), "local");

    assertThat(of(new Step.Drafted(Preliminary.PLAN, "h", reply, 1)).usage())
        .isEqualTo(new Usage(0, 1, 0, new TokenUsage(10, 1, true)));
  }

  @Test
  void gapIsRefused() {
    assertThatThrownBy(() -> Trajectory.of(List.of(at(1, replied()))))
        .hasMessage("step 1 of the trajectory has sequence number 2");
    assertThatThrownBy(() -> of(replied()).steps().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Quadratic work would allocate sixteen times as much for four times the steps. */
  @Test
  void eachStepCostsTheSameHoweverManyThereAre() {
    long less = allocated(1_000);
    long more = allocated(4_000);

    assertThat(more).isLessThan(6 * less);
  }

  /** Appends, and after each step reads off what the engine and the modes read. */
  private static long allocated(int steps) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Trajectory now = Trajectory.empty();
    for (int i = 0; i < steps; i++) {
      now = now.plus(at(now, i % 2 == 0 ? replied() : returned(0)));
      Trajectory then = now.before(now.rounds().getLast().seq());
      assertThat(then.usage().rounds() + 1).isEqualTo(now.usage().rounds());
      assertThat(now.ended().or(then::ended)).isEmpty();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static Trajectory of(Step... steps) {
    Trajectory all = Trajectory.empty();
    for (Step step : steps) {
      all = all.plus(at(all, step));
    }
    return all;
  }

  private static StepRecord at(Trajectory before, Step step) {
    return at(before.nextSeq() - 1, step);
  }

  private static StepRecord at(long before, Step step) {
    return new StepRecord(before + 1, 1, Instant.EPOCH, step);
  }

  private static Step replied() {
    return new Step.Replied(
        "h",
        new ModelReply("text", null, List.of(), "stop", new TokenUsage(10, 1, true), "local"),
        1);
  }

  private static Step returned(int call) {
    return new Step.ToolReturned(
        call, "search", null, "content", List.of(PAGE), false, TokenUsage.NONE, 1);
  }

  private static Step limit() {
    return new Step.LimitHit(Limit.TOKENS, "d");
  }

  private static Step ended(Termination termination) {
    return new Step.Ended(termination, null, null, null);
  }
}
