package dev.quarry.runner.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.ContextLimits;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.UpstreamRow;
import dev.quarry.runner.engine.ToolOutcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a published run ends, reached over the wire, with the row it leaves. */
class TerminationsTest {
  private static final String CALL =
      "<think>look</think>\n<tool_call>{\"name\": \"search\", \"arguments\": {\"query\":"
          + " [\"a\"]}}</tool_call>";
  private static final String ANSWER = "<think>done</think>\n<answer>Stevenson</answer>";
  private static final ContextLimits SMALL = new ContextLimits(8_000, 2_000, 32_000, 6_000);
  private static final Budget PATIENT = new Budget(100, 100, 128, 20_000_000, 9_000);

  /**
   * A run that ends so.
   *
   * @param prediction of its row
   * @param replies of the model, in order
   */
  record Run(
      Termination termination,
      String published,
      String prediction,
      Budget budget,
      ContextLimits context,
      long workedMillis,
      List<String> replies) {}

  static Stream<Run> runs() {
    return Stream.of(
        new Run(
            Termination.ANSWER, "answer", "Stevenson", PATIENT, wide(), 0, List.of(CALL, ANSWER)),
        new Run(
            Termination.CONTEXT_LIMIT_ANSWER,
            "generate an answer as token limit reached",
            "Stevenson",
            PATIENT,
            SMALL,
            0,
            List.of(CALL, ANSWER)),
        new Run(
            Termination.CONTEXT_LIMIT_FORMAT_ERROR,
            "format error: generate an answer as token limit reached",
            "<think>t</think>I believe Stevenson.",
            PATIENT,
            SMALL,
            0,
            List.of(CALL, "<think>t</think>I believe Stevenson.")),
        new Run(
            Termination.CALLS_EXHAUSTED,
            "exceed available llm calls",
            "No answer found.",
            new Budget(100, 2, 128, 20_000_000, 9_000),
            wide(),
            0,
            List.of(CALL, CALL)),
        new Run(
            Termination.ANSWER_NOT_FOUND,
            "answer not found",
            "No answer found.",
            PATIENT,
            wide(),
            0,
            List.of("hm", "hm", "hm")),
        new Run(
            Termination.TIME_EXHAUSTED,
            "No answer found after 2h30mins",
            "No answer found after 2h30mins",
            PATIENT,
            wide(),
            150 * 60_000,
            List.of("hm")));
  }

  private static ContextLimits wide() {
    return new ContextLimits(131_072, 112_640, 32_000, 6_000);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void runEndsInThePublishedWords(Run run) throws Exception {
    try (var served = ServedRollout.react(run.replies().toArray(String[]::new))) {
      // Given
      served.rollout.budget(run.budget()).context(run.context());
      served.rollout.tool(
          c -> new ToolOutcome(null, "x".repeat(9_000), List.of(), false, TokenUsage.NONE));
      served.rollout.workedMillis = run.workedMillis();
      // When
      Trajectory done = served.run();
      // Then
      assertThat(done.ended().orElseThrow().termination()).isEqualTo(run.termination());
      var row = (UpstreamRow.Result) UpstreamRow.of(header(), done);
      assertThat(row.termination()).isEqualTo(run.published());
      assertThat(row.prediction()).isEqualTo(run.prediction());
      assertThat(served.requests()).hasSize(run.replies().size());
    }
  }

  @Test
  void noPublishedWayToEndIsLeftOut() {
    Set<Termination> reached =
        runs().map(Run::termination).collect(Collectors.toCollection(TerminationsTest::none));
    // The first four break a run off, and their rows are failure rows; the published code knows no
    // budgets.
    var rest =
        EnumSet.of(
            Termination.MODEL_FAILED,
            Termination.CANCELLED,
            Termination.POISON,
            Termination.INTERNAL_ERROR,
            Termination.BUDGET_ANSWER,
            Termination.BUDGET_EXHAUSTED);

    assertThat(EnumSet.complementOf(rest)).isEqualTo(reached);
  }

  @Test
  void serverErrorEndsTheRunAndNeverBecomesText() throws Exception {
    // Given a server that refuses the second request
    try (var served = ServedRollout.react(CALL)) {
      // When
      Trajectory done = served.run();
      // Then
      assertThat(done.ended().orElseThrow().termination()).isEqualTo(Termination.MODEL_FAILED);
      assertThat(done.ended().orElseThrow().termination().upstream())
          .isEqualTo("llm_response_error");
      var row = (UpstreamRow.Failure) UpstreamRow.of(header(), done);
      assertThat(row.prediction()).isEqualTo("[Failed]");
      assertThat(row.error()).startsWith("Future resolution failed: ");
      assertThat(row.messages()).isEmpty();
    }
  }

  @Test
  void callInPlaceOfTheForcedAnswerIsNoReport() throws Exception {
    // Given
    try (var served = ServedRollout.react(CALL, CALL)) {
      served.rollout.context(SMALL);
      served.rollout.tool(
          c -> new ToolOutcome(null, "x".repeat(9_000), List.of(), false, TokenUsage.NONE));
      // When
      Trajectory done = served.run();
      // Then
      assertThat(done.ended().orElseThrow().termination())
          .isEqualTo(Termination.CONTEXT_LIMIT_FORMAT_ERROR);
      assertThat(done.ended().orElseThrow().answer()).isNull();
      assertThat(((UpstreamRow.Result) UpstreamRow.of(header(), done)).prediction())
          .isEqualTo(CALL);
    }
  }

  private static EnumSet<Termination> none() {
    return EnumSet.noneOf(Termination.class);
  }

  private static UpstreamRow.Header header() {
    return new UpstreamRow.Header(0, "r", "Who built it?", "", "lost");
  }
}
