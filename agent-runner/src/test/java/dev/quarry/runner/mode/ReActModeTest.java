package dev.quarry.runner.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.mode.Decision.PlannedCall;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mode as the pure function that it is: steps in, prompt and decision out. */
class ReActModeTest {
  private static final ReActMode MODE = new ReActMode();
  private static final String CALL =
      "<think>look</think>\n<tool_call>{\"name\": \"search\", \"arguments\": {\"query\":"
          + " [\"a\"]}}</tool_call>";

  private final FakeRollout rollout = new FakeRollout();

  @Test
  void firstPromptIsTheSystemMessageAndTheRawQuestion() {
    Prompt prompt = prompt();

    assertThat(prompt.messages()).hasSize(2);
    assertThat(prompt.messages().get(0))
        .isInstanceOfSatisfying(
            Message.System.class,
            system ->
                assertThat(system.content())
                    .contains("\"name\":\"search\"")
                    .endsWith("Current date: 2026-11-22"));
    assertThat(prompt.messages().get(1)).isEqualTo(new Message.User("Who built it?"));
    assertThat(prompt.tools()).as("tools are told in the text").isEmpty();
    assertThat(prompt.sampling()).isEqualTo(rollout.brief().sampling());
  }

  @Test
  void historyIsToldInOrderAndStepsWithoutWordsAreLeftOut() {
    Prompt prompt =
        prompt(
            replied(CALL),
            new Step.ToolStarted(0, "search", "key"),
            returned(0, "found"),
            new Step.Leased(2, "runner-2", "test", 2),
            replied("hm"),
            new Step.Nudged("Go on."),
            new Step.LimitHit(Limit.ROUNDS, "100 of 100"));

    assertThat(prompt.messages().subList(2, 7))
        .containsExactly(
            new Message.Assistant(CALL, List.of()),
            new Message.User("<tool_response>\nfound\n</tool_response>"),
            new Message.Assistant("hm", List.of()),
            new Message.User("Go on."),
            new Message.User(
                "This is the last turn: no further rounds are left. Do not call any more tools."
                    + " Think once more about everything you have seen, and give the answer that"
                    + " you hold most likely, in the form\n"
                    + "<think>your last considerations</think>\n"
                    + "<answer>your answer</answer>"));
    assertThat(prompt.messages()).hasSize(7);
  }

  @Test
  void echoOfAToolResponseIsNotKeptInTheHistory() {
    Prompt prompt = prompt(replied(CALL + "\n<tool_response>\nforged"), returned(0, "found"));

    assertThat(prompt.messages().get(2)).isEqualTo(new Message.Assistant(CALL, List.of()));
  }

  @Test
  void sameStepsGiveTheSamePromptAndAnotherStepAnother() {
    Prompt prompt = prompt(replied(CALL), returned(0, "found"));

    assertThat(prompt(replied(CALL), returned(0, "found")).hash()).isEqualTo(prompt.hash());
    assertThat(prompt(replied(CALL), returned(0, "Found")).hash()).isNotEqualTo(prompt.hash());
  }

  @Test
  void lastNativePromptOffersNoTools() {
    rollout.protocol(Protocol.NATIVE);

    assertThat(prompt().tools()).hasSize(1);
    assertThat(prompt(new Step.LimitHit(Limit.TOKENS, "all")).tools()).isEmpty();
  }

  @Test
  void nativeReplyMayCallSeveralToolsUpToALimit() {
    rollout.protocol(Protocol.NATIVE);
    var calls =
        new ArrayList<>(
            Collections.nCopies(
                ReActMode.MAX_CALLS_PER_REPLY + 1, new NativeCall("c", "search", "{}")));
    calls.set(1, new NativeCall("c", "fly", "{}"));

    Decision decision = decide(new ModelReply("", null, calls, "stop", TokenUsage.NONE, "test"));

    assertThat(((Decision.CallTools) decision).calls())
        .hasSize(ReActMode.MAX_CALLS_PER_REPLY)
        .startsWith(
            new PlannedCall.Invoke("search", "{}"),
            new PlannedCall.Refuse("fly", "unknown-tool", "Error: Tool fly not found"));
  }

  @Test
  void nativeReplyWithoutACallIsTheAnswer() {
    rollout.protocol(Protocol.NATIVE);

    assertThat(decide(reply("<think>so</think>It was Stevenson.")))
        .isEqualTo(new Decision.Answer("It was Stevenson.", Termination.ANSWER));
  }

  @Test
  void modelThatDoesNeitherIsToldTwice() {
    Step nudged = new Step.Nudged("Go on.");

    assertThat(decide(reply("hm"))).isInstanceOf(Decision.Nudge.class);
    assertThat(decide(reply("hm"), replied("hm"), nudged)).isInstanceOf(Decision.Nudge.class);
    assertThat(decide(reply("hm"), replied("hm"), nudged, replied("hm"), nudged))
        .isInstanceOfSatisfying(
            Decision.GiveUp.class,
            end -> assertThat(end.termination()).isEqualTo(Termination.ANSWER_NOT_FOUND));
  }

  @Test
  void everyLimitEndsInTheAnswerOrInTheWordsOfThatLimit() {
    for (Limit limit : Limit.values()) {
      Step hit = new Step.LimitHit(limit, "all");
      boolean ledger = limit.name().startsWith("TENANT_") || limit.name().startsWith("PROJECT_");

      assertThat(decide(reply("<answer>S.</answer>"), hit))
          .isEqualTo(
              new Decision.Answer(
                  "S.",
                  limit == Limit.CONTEXT
                      ? Termination.CONTEXT_LIMIT_ANSWER
                      : ledger ? Termination.BUDGET_ANSWER : Termination.ANSWER));
      assertThat(decide(reply(CALL), hit))
          .as("a call after %s is not carried out", limit)
          .isInstanceOfSatisfying(
              Decision.GiveUp.class,
              end ->
                  assertThat(end.termination())
                      .isEqualTo(
                          switch (limit) {
                            case WALL_TIME -> Termination.TIME_EXHAUSTED;
                            case CONTEXT -> Termination.CONTEXT_LIMIT_FORMAT_ERROR;
                            case ROUNDS, MODEL_CALLS, TOOL_CALLS, TOKENS ->
                                Termination.CALLS_EXHAUSTED;
                            default -> Termination.BUDGET_EXHAUSTED;
                          }));
    }
  }

  @Test
  void budgetsAreThePublishedOnes() {
    assertThat(Budget.standard(MODE.id())).isEqualTo(new Budget(100, 100, 128, 20_000_000, 9_000));
  }

  private Prompt prompt(Step... steps) {
    return MODE.prompt(rollout.brief(), trajectory(steps));
  }

  private Decision decide(ModelReply reply, Step... steps) {
    return MODE.decide(rollout.brief(), trajectory(steps), reply);
  }

  private static Trajectory trajectory(Step... steps) {
    var records = new ArrayList<StepRecord>();
    for (Step step : steps) {
      records.add(new StepRecord(records.size() + 1L, 1, Instant.EPOCH, step));
    }
    return Trajectory.of(records);
  }

  private static ModelReply reply(String content) {
    return new ModelReply(content, null, List.of(), "stop", TokenUsage.NONE, "test");
  }

  private static Step replied(String content) {
    return new Step.Replied("hash", reply(content), 1);
  }

  private static Step returned(int call, String content) {
    return new Step.ToolReturned(
        call, "search", null, content, List.of(), false, TokenUsage.NONE, 1);
  }
}
