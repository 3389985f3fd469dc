package dev.quarry.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Usage;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where exactly the limits lie that go by the size of a prompt. */
class LimitsTest {
  private static final int PROMPT = 1_000;

  @ParameterizedTest
  @ValueSource(longs = {70_000, 70_001})
  void twoRequestsHaveToFitIntoTheTokensThatAreLeft(long budget) {
    // Given what is left when this request and the final one fit just so
    long reserve = 2L * (PROMPT + reply(brief(Mode.ITER_RESEARCH, budget)));
    long used = budget - reserve;

    // When, Then
    assertThat(hit(Mode.ITER_RESEARCH, budget, used)).isEmpty();
    assertThat(hit(Mode.ITER_RESEARCH, budget, used + 1)).contains(Limit.TOKENS);
  }

  @Test
  void promptOfReActMayBeAsLongAsItsContextAndNoLonger() {
    int most = brief(Mode.REACT, 1_000_000_000).context().forcedAnswer();

    assertThat(hit(Mode.REACT, 1_000_000_000, 0, most)).isEmpty();
    assertThat(hit(Mode.REACT, 1_000_000_000, 0, most + 1)).contains(Limit.CONTEXT);
  }

  private static Optional<Limit> hit(Mode mode, long budget, long used) {
    return hit(mode, budget, used, PROMPT);
  }

  private static Optional<Limit> hit(Mode mode, long budget, long used, int length) {
    Brief brief = brief(mode, budget);
    var prompt =
        new Prompt(List.of(new Message.User("x".repeat(length))), List.of(), brief.sampling());
    return Limits.check(
            brief,
            new Usage(1, 1, 0, new TokenUsage(used, 0, true)),
            new PromptSize(FakeRollout.LETTERS).of(prompt),
            0)
        .map(Step.LimitHit::limit);
  }

  private static Brief brief(Mode mode, long tokens) {
    return new FakeRollout().mode(mode).budget(new Budget(100, 100, 100, tokens, 100)).brief();
  }

  private static int reply(Brief brief) {
    Integer cap = brief.sampling().maxTokens();
    return cap == null ? 8_192 : Math.min(cap, 8_192);
  }
}
