package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Termination;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamRowTest {
  private static final UpstreamRow.Header HEADER =
      new UpstreamRow.Header(2, "0b0e", "Wer baute ihn?", "Žižka", "the runner was lost");

  @Test
  void answeredSearchIsOneLineInThePublishedForm() {
    // Given
    Trajectory trajectory =
        trajectory(
            new Step.Leased(1, "r1", "1", 1),
            replied("<think>a</think>\n<tool_call>{}</tool_call>\n<tool_response>made up"),
            returned(0, "found é"),
            replied(" <answer>Žižka</answer> "),
            new Step.Ended(Termination.ANSWER, "Žižka", null, null));

    // When
    String line = UpstreamRow.of(HEADER, trajectory).toJson();

    // Then
    assertThat(line)
        .isEqualTo(
            "{\"question\":\"Wer baute ihn?\",\"answer\":\"Žižka\",\"messages\":["
                + "{\"role\":\"user\",\"content\":\"Wer baute ihn?\"},"
                + "{\"role\":\"assistant\",\"content\":\"<think>a</think>\\n<tool_call>{}</tool_call>\"},"
                + "{\"role\":\"user\",\"content\":\"<tool_response>\\nfound é\\n</tool_response>\"},"
                + "{\"role\":\"assistant\",\"content\":\"<answer>Žižka</answer>\"}],"
                + "\"prediction\":\"Žižka\",\"termination\":\"answer\"}");
  }

  @Test
  void searchWithoutAnswerHasThePublishedWords() {
    // Given
    Trajectory trajectory =
        trajectory(replied("hm"), new Step.Ended(Termination.TIME_EXHAUSTED, null, null, null));

    // When
    UpstreamRow row = UpstreamRow.of(HEADER, trajectory);

    // Then
    assertThat(row)
        .isInstanceOfSatisfying(
            UpstreamRow.Result.class,
            result -> {
              assertThat(result.prediction()).isEqualTo("No answer found after 2h30mins");
              assertThat(result.termination()).isEqualTo("No answer found after 2h30mins");
            });
  }

  @Test
  void formatErrorPredictsAllThatTheModelWroteLast() {
    // Given an answer of which a person reads less
    Trajectory trajectory =
        trajectory(
            replied("<think>t</think>I believe Stevenson."),
            new Step.Ended(
                Termination.CONTEXT_LIMIT_FORMAT_ERROR, "I believe Stevenson.", null, null));

    // When
    UpstreamRow row = UpstreamRow.of(HEADER, trajectory);

    // Then
    assertThat(((UpstreamRow.Result) row).prediction())
        .isEqualTo("<think>t</think>I believe Stevenson.");
  }

  @Test
  void brokenSearchIsAFailureRowWithoutMessages() {
    // Given
    Trajectory trajectory =
        trajectory(
            replied("hm"),
            new Step.Ended(
                Termination.MODEL_FAILED, null, "model-unavailable", "503 for two minutes"));

    // When
    String line = UpstreamRow.of(HEADER, trajectory).toJson();

    // Then
    assertThat(line)
        .isEqualTo(
            "{\"question\":\"Wer baute ihn?\",\"answer\":\"Žižka\",\"rollout_idx\":3,"
                + "\"rollout_id\":\"0b0e\",\"error\":\"Future resolution failed: 503 for two minutes\","
                + "\"messages\":[],\"prediction\":\"[Failed]\"}");
  }

  @Test
  void searchWithoutAnEndTellsTheJobsFailure() {
    // Given / When
    UpstreamRow row = UpstreamRow.of(HEADER, trajectory(new Step.Leased(1, "r1", "1", 1)));

    // Then
    assertThat(row)
        .isInstanceOfSatisfying(
            UpstreamRow.Failure.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo("Future resolution failed: the runner was lost"));
  }

  @Test
  void nativeCallsAndReasoningBecomeText() {
    // Given
    ModelReply reply =
        new ModelReply(
            "",
            "I should look.",
            List.of(new NativeCall("c1", "search", "{\"query\":[\"a\"]}")),
            "tool_calls",
            TokenUsage.NONE,
            "local");
    Trajectory trajectory =
        trajectory(
            new Step.Replied("h", reply, 1),
            returned(0, "x"),
            new Step.Nudged("Go on."),
            new Step.Ended(Termination.ANSWER_NOT_FOUND, null, null, null));

    // When
    UpstreamRow row = UpstreamRow.of(HEADER, trajectory);

    // Then
    assertThat(((UpstreamRow.Result) row).messages())
        .extracting(UpstreamRow.Message::content)
        .containsExactly(
            "Wer baute ihn?",
            "<think>\nI should look.\n</think>\n\n<tool_call>\n"
                + "{\"name\":\"search\",\"arguments\":{\"query\":[\"a\"]}}\n</tool_call>",
            "<tool_response>\nx\n</tool_response>",
            "Go on.");
  }

  @Test
  void whatTheUserWasAskedAndSaidAreTurns() {
    // Given
    Trajectory trajectory =
        trajectory(
            new Step.Drafted(
                Preliminary.PLAN,
                "h",
                new ModelReply("a", null, List.of(), "stop", TokenUsage.NONE, "local"),
                1),
            new Step.InputRequested(Preliminary.PLAN, "1. Look."),
            new Step.InputReceived(1, InputKind.ANSWER, "", true),
            replied("b"),
            new Step.InputReceived(2, InputKind.STEER, "Look closer.", false),
            returned(0, "x"),
            new Step.Ended(Termination.ANSWER_NOT_FOUND, null, null, null));

    // When
    UpstreamRow row = UpstreamRow.of(HEADER, trajectory);

    // Then
    assertThat(((UpstreamRow.Result) row).messages())
        .extracting(m -> m.role() + ": " + m.content())
        .containsExactly(
            "user: Wer baute ihn?",
            "assistant: 1. Look.",
            "user: Approved.",
            "assistant: b",
            "user: <tool_response>\nx\n</tool_response>",
            "user: Look closer.");
  }

  private static Trajectory trajectory(Step... steps) {
    var records = new ArrayList<StepRecord>();
    for (Step step : steps) {
      records.add(new StepRecord(records.size() + 1, 1, Instant.EPOCH, step));
    }
    return Trajectory.of(records);
  }

  private static Step replied(String content) {
    return new Step.Replied(
        "h", new ModelReply(content, null, List.of(), "stop", TokenUsage.NONE, "local"), 1);
  }

  private static Step returned(int call, String content) {
    return new Step.ToolReturned(
        call, "search", null, content, List.of(), false, TokenUsage.NONE, 1);
  }
}
