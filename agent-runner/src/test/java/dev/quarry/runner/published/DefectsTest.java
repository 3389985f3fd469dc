package dev.quarry.runner.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.ContextLimits;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.testing.RecordedRequest;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The traps of the published code that are its loop's or its parser's, by their numbers, none of
 * them copied. Of the others: 6, 12 and 13 are those of {@code search} and {@code visit} (see the
 * tests of the plugin {@code toolset-web}), 9 that of token counting ({@code
 * JtokkitTokenCounterTest}), 10 and 11 those of the queue (job ids, lease and wall time), 22 that
 * of the model client ({@code ChatCompletionsFailureTest}); 7, 14–18 belong to tools and
 * evaluations that do not exist here.
 */
class DefectsTest {
  private static final String CALL =
      "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>";
  private static final String ANSWER = "<answer>Stevenson</answer>";

  @Test
  void trap1_wordPythonInAQueryGoesToTheSearch() throws Exception {
    try (var served = ServedRollout.react(CALL.replace("[\"a\"]", "[\"Python\"]"), ANSWER)) {
      served.run();

      assertThat(served.rollout.toolCalls.getFirst().tool()).isEqualTo("search");
      assertThat(served.rollout.toolCalls.getFirst().argumentsJson())
          .isEqualTo("{\"query\":[\"Python\"]}");
    }
  }

  @Test
  void trap2_serverErrorIsAFailureAndNoReply() throws Exception {
    try (var served = ServedRollout.react()) {
      Trajectory done = served.run();

      assertThat(done.ended().orElseThrow().failure()).isEqualTo("model-refused");
      assertThat(done.rounds()).isEmpty();
    }
  }

  @Test
  void trap3_answerBesideACallIsNotLostAndTheCallNotCarriedOut() throws Exception {
    try (var served = ServedRollout.react(CALL + ANSWER)) {
      Step.Ended end = served.run().ended().orElseThrow();

      assertThat(end.answer()).isEqualTo("Stevenson");
      assertThat(served.rollout.toolCalls).isEmpty();
    }
  }

  @Test
  void trap4_limitOverwritesNothing() throws Exception {
    try (var served = ServedRollout.react(CALL, ANSWER)) {
      String evidence = "x".repeat(9_000);
      served.rollout.context(new ContextLimits(8_000, 2_000, 32_000, 6_000));
      served.rollout.tool(c -> new ToolOutcome(null, evidence, List.of(), false, TokenUsage.NONE));

      Trajectory done = served.run();

      assertThat(served.requests().getLast().contents())
          .hasSize(5)
          .contains("<tool_response>\n" + evidence + "\n</tool_response>");
      assertThat(done.rounds().getFirst().results().getFirst().content()).isEqualTo(evidence);
    }
  }

  @Test
  void trap5_argumentsReachTheToolAsTheModelWroteThem() throws Exception {
    try (var served = ServedRollout.react(CALL, ANSWER)) {
      served.run();

      assertThat(served.rollout.toolCalls.getFirst().argumentsJson())
          .isEqualTo("{\"query\":[\"a\"]}");
    }
  }

  @Test
  void trap8_promptNamesTheToolsOfTheJobAndNoOther() throws Exception {
    String visit = CALL.replace("search", "visit");
    try (var served = ServedRollout.react(visit, ANSWER)) {
      served.run();

      assertThat(served.requests().getFirst().contents().getFirst())
          .contains("\"name\":\"search\"")
          .doesNotContain("visit", "google_scholar", "parse_file");
      assertThat(served.requests().getLast().lastContent()).contains("Error: Tool visit not found");
    }
  }

  @Test
  void trap19_dateIsThatOfTheJob() throws Exception {
    try (var served =
        ServedRollout.iterResearch("<report>r</report>" + CALL, "<report>r</report>" + ANSWER)) {
      served.run();

      LocalDate date = served.rollout.brief().date();
      assertThat(served.requests())
          .extracting(RecordedRequest::lastContent)
          .allMatch(prompt -> prompt.contains("Current date: " + date));
    }
  }

  @Test
  void trap20_modelThatDoesNeitherIsToldSoAndNotForEver() throws Exception {
    try (var served = ServedRollout.react("hm", "hm", "hm")) {
      Step.Ended end = served.run().ended().orElseThrow();

      assertThat(served.requests().get(1).lastContent()).contains("neither a tool call nor");
      assertThat(end.termination()).isEqualTo(Termination.ANSWER_NOT_FOUND);
    }
  }

  @Test
  void trap21_answerInsideThinkingIsNoAnswer() throws Exception {
    try (var served = ServedRollout.react("<think><answer>no</answer></think>" + CALL, ANSWER)) {
      assertThat(served.run().ended().orElseThrow().answer()).isEqualTo("Stevenson");
    }
  }
}
