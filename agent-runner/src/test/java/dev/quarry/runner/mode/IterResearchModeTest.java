package dev.quarry.runner.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The behaviour contract of IterResearch, re-expressed from the public reproduction's tests. */
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
  void workspaceHoldsLastReportActionAndObservationAndNothingElse() throws Exception {
    // Given
    var rollout =
        rollout()
            .replies(
                "<report>first status</report>" + CALL,
                "<report>second status</report>" + CALL,
                ANSWER);

    // When
    rollout.run();

    // Then
    assertThat(only(rollout.prompts.get(0)))
        .contains("Who built it?")
        .doesNotContain("<report>\n(");
    assertThat(only(rollout.prompts.get(1)))
        .contains("first status", "\"name\": \"search\"", "result of {\"query\":[\"a\"]}")
        .contains("Current date: 2026-11-22");
    assertThat(only(rollout.prompts.get(2)))
        .contains("second status")
        .doesNotContain("first status");
  }

  @Test
  void unknownToolIsToldInTheWordsOfTheSystem() throws Exception {
    var rollout =
        rollout()
            .replies(
                "<report>r</report><tool_call>{\"name\":\"fly\",\"arguments\":{}}</tool_call>",
                ANSWER);

    rollout.run();

    assertThat(only(rollout.prompts.get(1))).contains("No such tool (fly).");
  }

  @Test
  void lastRoundHasNoToolsAndACallInItEndsWithoutAnAnswer() throws Exception {
    var rollout = rollout().budget(new Budget(2, 100, 100, 1_000_000, 100)).replies(ROUND, ROUND);

    Step.Ended end = rollout.end();

    assertThat(only(rollout.prompts.get(1)))
        .contains("Do not call any more tools")
        .doesNotContain("<tools>");
    assertThat(end.termination()).isEqualTo(Termination.CALLS_EXHAUSTED);
    assertThat(end.answer()).isNull();
    assertThat(rollout.toolCalls).hasSize(1);
  }

  @Test
  void badFormIsAskedForAgainAndTheCorrectionIsNeverKept() throws Exception {
    // Given
    var rollout = rollout().replies("no report at all", ROUND, ANSWER);

    // When
    Trajectory done = rollout.run();

    // Then the repeated request shows the failed text, and the next round knows nothing of it
    assertThat(rollout.prompts.get(1).messages()).hasSize(3);
    assertThat(rollout.prompts.get(1).messages().get(1).content()).isEqualTo("no report at all");
    assertThat(rollout.prompts.get(1).messages().get(2).content()).contains("there is no report");
    assertThat(only(rollout.prompts.get(2))).doesNotContain("no report at all");
    assertThat(done.rounds()).hasSize(2);
  }

  @Test
  void afterFiveTriesTheLastReplyIsTakenAsItIs() throws Exception {
    var rollout = rollout().replies("a", "b", "c", "d", "e");

    Step.Ended end = rollout.end();

    assertThat(rollout.prompts).hasSize(5);
    assertThat(end.answer()).isEqualTo("e");
  }

  @Test
  void firstRoundMayNotAnswer() throws Exception {
    var rollout = rollout().replies(ANSWER, ROUND, ANSWER);

    rollout.run();

    assertThat(rollout.prompts.get(1).messages().getLast().content())
        .contains("first round must call a tool");
  }

  @Test
  void placeholderInAnObservationIsNotFilledIn() throws Exception {
    var rollout =
        rollout()
            .tool(
                c -> new ToolOutcome(null, "{tools} {question}", List.of(), false, TokenUsage.NONE))
            .replies(ROUND, ANSWER);

    rollout.run();

    assertThat(only(rollout.prompts.get(1))).contains("{tools} {question}");
  }

  @Test
  void tagsInTheReasoningChannelAreAccepted() throws Exception {
    var rollout = rollout().reasoning(ROUND, "").replies(ANSWER);

    rollout.run();

    assertThat(rollout.toolCalls).hasSize(1);
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
  void promptDoesNotGrowOverThreeHundredRounds() throws Exception {
    // Given 300 rounds, each with an observation of 100,000 characters and an overlong report
    String[] replies = new String[301];
    Arrays.fill(replies, "<report>" + "long report ".repeat(3_000) + "</report>" + CALL);
    replies[300] = ANSWER;
    var rollout =
        rollout()
            .budget(new Budget(400, 400, 400, 1_000_000_000, 604_800))
            .tool(
                c -> new ToolOutcome(null, "y".repeat(100_000), List.of(), false, TokenUsage.NONE))
            .replies(replies);

    // When
    rollout.run();

    // Then
    List<Integer> sizes =
        rollout.prompts.stream()
            .skip(1)
            .map(p -> FakeRollout.TOKENS.count(p.messages().getFirst().content()))
            .distinct()
            .toList();
    assertThat(rollout.prompts).hasSize(301);
    assertThat(sizes).hasSize(1);
    assertThat(sizes.getFirst()).isLessThan(6_000 + 32_000 + 2_000);
  }
}
