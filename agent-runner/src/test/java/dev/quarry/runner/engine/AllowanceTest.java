package dev.quarry.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets of the tenant and the project, as the engine obeys them. */
class AllowanceTest {
  private static final String CALL =
      "<report>R.</report><tool_call>{\"name\":\"search\",\"arguments\":{\"query\":[\"q\"]}}</tool_call>";
  private static final String ANSWER = "<report>R.</report><answer>S.</answer>";
  private static final Step.LimitHit HIT = new Step.LimitHit(Limit.PROJECT_MONEY, "all of it");

  /** What was asked for, and how often each is granted. */
  private static final class Scripted implements Allowance {
    final List<String> asked = new ArrayList<>();
    int searches = Integer.MAX_VALUE;
    boolean answers = true;

    @Override
    public Optional<Step.LimitHit> take(Usage soFar, long workedMillis, IntSupplier promptTokens) {
      asked.add("search after " + soFar.tokens().total());
      return searches-- > 0 ? Optional.empty() : Optional.of(HIT);
    }

    @Override
    public Optional<Step.LimitHit> takeLast(
        Usage soFar, long workedMillis, IntSupplier promptTokens) {
      asked.add("answer after " + soFar.tokens().total());
      return answers ? Optional.empty() : Optional.of(HIT);
    }
  }

  private final Scripted allowance = new Scripted();
  private final FakeRollout rollout = new FakeRollout();

  AllowanceTest() {
    rollout.allowance = allowance;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void usedUpBudgetEndsTheSearchAndNotTheReport(Mode mode) throws InterruptedException {
    // Given
    allowance.searches = 2;
    rollout.mode(mode).replies(CALL, CALL, ANSWER);

    // When
    Step.Ended end = rollout.end();

    // Then
    assertThat(end.termination()).isEqualTo(Termination.BUDGET_ANSWER);
    assertThat(end.answer()).isEqualTo("S.");
    assertThat(rollout.trajectory().limitHit()).contains(HIT);
    assertThat(allowance.asked)
        .containsExactly(
            "search after 0", "search after 110", "search after 220", "answer after 220");
    assertThat(rollout.prompts.getLast().messages().getLast().content())
        .contains("the budget is used up");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatTheLedgerSaidIsAStepSoThatTheNextHolderAsksTheSame(Mode mode)
      throws InterruptedException {
    // Given one whose search was ended and that is killed before the answer is asked for
    allowance.searches = 1;
    rollout.mode(mode).replies(CALL, ANSWER);
    rollout.appendsUntilCrash = 4;
    try {
      rollout.run();
    } catch (FakeRollout.Crash e) {
      // As wanted.
    }
    assertThat(rollout.journal.getLast().step()).isEqualTo(HIT);
    rollout.appendsUntilCrash = Integer.MAX_VALUE;
    String asked = rollout.prompts.getLast().hash();
    rollout.replies(ANSWER);

    // When the budget is there again
    allowance.searches = Integer.MAX_VALUE;
    Step.Ended end = rollout.end();

    // Then it is asked for the answer all the same, by the same prompt
    assertThat(end.termination()).isEqualTo(Termination.BUDGET_ANSWER);
    assertThat(rollout.prompts.getLast().hash()).isEqualTo(asked);
    assertThat(rollout.journal.stream().map(StepRecord::step).filter(HIT::equals)).hasSize(1);
  }

  @Test
  void withoutRoomForTheAnswerTheRolloutEndsAndNamesTheLimit() throws InterruptedException {
    // Given
    allowance.searches = 1;
    allowance.answers = false;
    rollout.replies(CALL, ANSWER);

    // When
    Step.Ended end = rollout.end();

    // Then
    assertThat(end.termination()).isEqualTo(Termination.BUDGET_EXHAUSTED);
    assertThat(end.detail()).isEqualTo("all of it");
    assertThat(rollout.prompts).hasSize(1);
  }

  @Test
  void modelThatDoesNotAnswerEndsWithoutOne() throws InterruptedException {
    allowance.searches = 1;
    rollout.replies(CALL, CALL);

    assertThat(rollout.end().termination()).isEqualTo(Termination.BUDGET_EXHAUSTED);
    assertThat(rollout.toolCalls).hasSize(1);
  }
}
