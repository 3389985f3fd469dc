package dev.quarry.runner.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.SamplingOverride;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolResult;
import dev.quarry.sdk.binding.Bound;
import dev.quarry.sdk.binding.ToolBinding;
import dev.quarry.sdk.testkit.TestToolContext;
import dev.quarry.toolset.web.WebToolset;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The ten points of the public reproduction's behaviour contract, over the wire. Point 2's parts
 * about tools that are missing and arguments that do not fit are the tool pipeline's: see {@code
 * ToolPipelineTest}.
 */
class IterResearchContractTest {
  private static final String CALL =
      "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>";
  private static final String ROUND = "<report>status</report>" + CALL;
  private static final String ANSWER = "<report>final</report><answer>Stevenson</answer>";

  @Test
  void point1_windowIsOneMessageAndEarlierOnesAreAbsent() throws Exception {
    try (var served =
        ServedRollout.iterResearch(
            "<report>status 1</report>" + CALL, "<report>status 2</report>" + CALL, ANSWER)) {
      served.run();

      assertThat(only(served, 1)).contains("Who built it?");
      assertThat(only(served, 2))
          .contains("status 1", "\"name\": \"search\"", "result of {\"query\":[\"a\"]}");
      assertThat(only(served, 3)).contains("status 2").doesNotContain("status 1");
    }
  }

  @Test
  void point2_unknownToolIsNoSuchTool() throws Exception {
    try (var served =
        ServedRollout.iterResearch(
            "<report>r</report><tool_call>{\"name\":\"fly\",\"arguments\":{}}</tool_call>",
            ANSWER)) {
      served.run();

      assertThat(only(served, 2)).contains("**Tool results**\nNo such tool (fly).\n");
      assertThat(served.rollout.toolCalls).isEmpty();
    }
  }

  @Test
  void point3_visitReadsEachAddressOnceAndJoinsInOrder() throws Exception {
    // Given
    try (var web = new WebToolset()) {
      var context =
          TestToolContext.builder()
              .sources(new TwoPages())
              .model(
                  prompt ->
                      "{\"rational\":\"r\",\"evidence\":\"%s\",\"summary\":\"s\"}"
                          .formatted(prompt.contains("text of 1") ? "one" : "two"))
              .build();
      // When
      ToolResult result =
          called(
              web.tools().get(1),
              "{\"url\":[\"https://e/1\",\"https://e/2\"],\"goal\":\"g\"}",
              context);
      // Then
      assertThat(((ToolResult.Success) result).content())
          .isEqualTo(frame("https://e/1", "one") + "\n=======\n" + frame("https://e/2", "two"));
      assertThat(context.prompts()).hasSize(2);
    }
  }

  private static String frame(String url, String evidence) {
    return "The useful information in %s for user goal g as follows: \n\nEvidence in page: \n%s\n\nSummary: \ns\n\n"
        .formatted(url, evidence);
  }

  @Test
  void point4_lastRoundForcesTheAnswerAndACallInItEndsWithoutOne() throws Exception {
    try (var served = ServedRollout.iterResearch(ROUND, ROUND)) {
      served.rollout.budget(new Budget(2, 100, 100, 10_000_000, 9_000));

      Step.Ended end = served.run().ended().orElseThrow();

      assertThat(only(served, 2)).contains("A final answer must be given");
      assertThat(end.termination()).isEqualTo(Termination.CALLS_EXHAUSTED);
      assertThat(end.answer()).isNull();
      assertThat(served.rollout.toolCalls).hasSize(1);
    }
  }

  @Test
  void point5_badFormIsAskedForAgainAndTheCorrectionIsNeverKept() throws Exception {
    try (var served = ServedRollout.iterResearch("no report at all", ROUND, ANSWER)) {
      Trajectory done = served.run();

      JsonNode repeated = served.request(2).path("messages");
      assertThat(repeated).hasSize(3);
      assertThat(repeated.at("/1/role").asText()).isEqualTo("assistant");
      assertThat(repeated.at("/1/content").asText()).isEqualTo("no report at all");
      assertThat(repeated.at("/2/content").asText()).contains("there is no report");
      assertThat(only(served, 3)).doesNotContain("no report at all", "there is no report");
      assertThat(done.rounds()).hasSize(2);
    }
  }

  @Test
  void point6_lastOfFiveBadRepliesIsUsedAllTheSame() throws Exception {
    try (var served = ServedRollout.iterResearch("a", "b", "c", "d", "e")) {
      Step.Ended end = served.run().ended().orElseThrow();

      assertThat(served.requests()).hasSize(5);
      assertThat(end.answer()).isEqualTo("e");
    }
  }

  @Test
  void point7_placeholderInAnObservationIsNotFilledIn() throws Exception {
    try (var served = ServedRollout.iterResearch(ROUND, ANSWER)) {
      served.rollout.tool(
          c -> new ToolOutcome(null, "{tools} {question}", List.of(), false, TokenUsage.NONE));

      served.run();

      assertThat(only(served, 2)).contains("**Tool results**\n{tools} {question}\n");
    }
  }

  @Test
  void point8_tagsOnlyInTheReasoningChannelAreAccepted() throws Exception {
    try (var served =
        ServedRollout.of(
            Mode.ITER_RESEARCH,
            Protocol.TAGS,
            ScriptedReply.text(" ").thinking(ROUND, "reasoning"),
            ScriptedReply.text(ANSWER))) {
      served.run();

      assertThat(served.rollout.toolCalls).hasSize(1);
      assertThat(only(served, 2)).contains("<report>\nstatus\n</report>");
    }
  }

  @Test
  void point9_noTokenCapIsSentAndAReportThatOneCutsIsAskedForAgain() throws Exception {
    // Given an operator's cap, which cuts the first reply in the middle of its report
    Sampling capped =
        SamplingDefaults.of(Protocol.TAGS)
            .with(new SamplingOverride(null, null, null, 500, null, null))
            .agent(Mode.ITER_RESEARCH);
    try (var free = ServedRollout.iterResearch(ROUND, ANSWER);
        var served =
            ServedRollout.of(
                Mode.ITER_RESEARCH,
                Protocol.TAGS,
                ScriptedReply.text("<report>all that is kn").finished("length"),
                ScriptedReply.text(ROUND),
                ScriptedReply.text(ANSWER))) {
      served.rollout.sampling(capped);
      // When
      free.run();
      Trajectory done = served.run();
      // Then
      assertThat(free.request(1).has("max_tokens")).isFalse();
      assertThat(served.request(1).path("max_tokens").asInt()).isEqualTo(500);
      assertThat(served.request(2).at("/messages/2/content").asText())
          .contains("cut off at the limit of 500 tokens");
      assertThat(done.rounds()).hasSize(2);
    }
  }

  @Test
  void point10_runTellsTurnsDateTokensAndWhereItsAnswerComesFrom() throws Exception {
    try (var own = ServedRollout.iterResearch(ROUND, ANSWER);
        var forced = ServedRollout.iterResearch(ROUND, ANSWER)) {
      forced.rollout.budget(new Budget(2, 100, 100, 10_000_000, 9_000));

      Trajectory submitted = own.run();
      Trajectory asked = forced.run();

      assertThat(submitted.rounds()).hasSize(2);
      assertThat(submitted.brief().map(Brief::date)).contains(LocalDate.of(2026, 11, 22));
      assertThat(submitted.usage().tokens()).isEqualTo(new TokenUsage(200, 20, true));
      assertThat(submitted.ended().map(Step.Ended::termination)).contains(Termination.ANSWER);
      assertThat(submitted.limitHit()).isEmpty();
      assertThat(asked.limitHit())
          .map(Step.LimitHit::detail)
          .contains("2 of 2 rounds, this one included");
    }
  }

  private static String only(ServedRollout served, int n) {
    JsonNode messages = served.request(n).path("messages");
    assertThat(messages).hasSize(1);
    assertThat(messages.at("/0/role").asText()).isEqualTo("user");
    return messages.at("/0/content").asText();
  }

  private static <I extends Record> ToolResult called(
      Tool<I> tool, String arguments, TestToolContext context) throws InterruptedException {
    return switch (ToolBinding.of(tool).bind(arguments)) {
      case Bound.Input<I>(I input) -> tool.call(input, context);
      case Bound.Problem<I>(String message) -> throw new AssertionError(message);
    };
  }

  private static final class TwoPages implements dev.quarry.sdk.Sources {
    @Override
    public List<dev.quarry.sdk.SearchHit> search(String query, int limit) {
      return List.of();
    }

    @Override
    public Page fetch(String url) {
      return new Page.Text(url, "T", "text of " + url.substring(url.length() - 1));
    }
  }
}
