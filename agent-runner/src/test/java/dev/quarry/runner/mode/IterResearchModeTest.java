package dev.quarry.runner.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Step;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes beyond the published contract, for which see {@code IterResearchContractTest}. */
class IterResearchModeTest {
  private static final String CALL =
      "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>";
  private static final String ROUND = "<report>status</report>" + CALL;
  private static final String ANSWER = "<report>status</report><answer>Stevenson</answer>";

  private static FakeRollout rollout() {
    return new FakeRollout().mode(Mode.ITER_RESEARCH).budget(Budget.standard(Mode.ITER_RESEARCH));
  }

  private static String only(Prompt prompt) {
    assertThat(prompt.messages()).hasSize(1).first().isInstanceOf(Message.User.class);
    return prompt.messages().getFirst().content();
  }

  @Test
  void firstRoundMayNotAnswer() throws Exception {
    var rollout = rollout().replies(ANSWER, ROUND, ANSWER);

    rollout.run();

    assertThat(rollout.prompts.get(1).messages().getLast().content())
        .contains("first round must call a tool");
  }

  @Test
  void roundWithoutAReportKeepsTheOldOne() throws Exception {
    // Given a round whose report is missing in all five tries
    var rollout =
        rollout().replies("<report>kept</report>" + CALL, CALL, CALL, CALL, CALL, CALL, ANSWER);

    // When
    rollout.run();

    // Then
    assertThat(only(rollout.prompts.getLast())).contains("kept");
  }

  @Test
  void answerOfTheVeryLastModelCallIsNotLostOverItsForm() throws Exception {
    var rollout =
        rollout()
            .budget(new Budget(100, 2, 100, 1_000_000, 100))
            .replies(ROUND, "<answer>Stevenson</answer>");

    assertThat(rollout.end().answer()).isEqualTo("Stevenson");
  }

  @Test
  void nativeCallsWorkTheSameWay() throws Exception {
    var rollout =
        rollout()
            .protocol(Protocol.NATIVE)
            .reply(
                "<report>r</report>", List.of(new NativeCall("c", "search", "{\"query\":[\"a\"]}")))
            .replies(ANSWER);

    Step.Ended end = rollout.end();

    assertThat(end.answer()).isEqualTo("Stevenson");
    assertThat(rollout.prompts.get(0).tools()).hasSize(1);
    assertThat(only(rollout.prompts.get(1))).contains("\"name\": \"search\"");
  }

  @Test
  void lastReplyIsReadWithoutItsMarksAndCalls() throws Exception {
    // Given a last try whose call cannot be read
    String broken = "<report>It was Stevenson.</report><tool_call>{</tool_call>";
    var rollout = rollout().replies(broken, broken, broken, broken, broken);

    assertThat(rollout.end().answer()).isEqualTo("It was Stevenson.");
  }

  @Test
  void lastReplyWithNothingToReadEndsWithoutAnAnswer() throws Exception {
    String broken = "<tool_call>{</tool_call>";
    var rollout = rollout().replies(broken, broken, broken, broken, broken);

    Step.Ended end = rollout.end();

    assertThat(end.answer()).isNull();
    assertThat(end.termination()).isEqualTo(Termination.ANSWER_NOT_FOUND);
    assertThat(end.detail()).isEqualTo(broken);
  }
}
