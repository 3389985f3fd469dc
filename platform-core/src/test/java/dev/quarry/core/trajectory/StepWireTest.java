package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepWireTest {
  private static final ModelReply REPLY =
      new ModelReply(
          "text",
          "thought",
          List.of(new NativeCall("c1", "search", "{\"query\":[\"a\"]}")),
          "stop",
          new TokenUsage(3, 2, true),
          "http://127.0.0.1:1/v1");

  static Stream<Step> steps() {
    return Stream.of(
        new Step.Leased(2, "runner-1", "1", 2),
        new Step.Opened(
            new Brief(
                "q",
                Mode.ITER_RESEARCH,
                LocalDate.of(2026, 11, 22),
                "custom",
                "m",
                Protocol.TAGS,
                new Sampling(0.6, null, 1.5, null, List.of("x"), false),
                new ContextLimits(1, 2, 3, 4),
                List.of(new ToolSpec("t", "d", "{}", ToolEffect.READ, "web", "p@1")),
                "hash",
                Budget.standard(Mode.REACT),
                1,
                true,
                true)),
        new Step.Drafted(Preliminary.CLARIFICATION, "aa", REPLY, 5),
        new Step.InputRequested(Preliminary.PLAN, "1. Look."),
        new Step.InputReceived(3, InputKind.ANSWER, "Do.", true),
        new Step.Replied("aa", REPLY, 5),
        new Step.ReplyRejected("aa", REPLY, "why", 5),
        new Step.ToolStarted(0, "t", "key"),
        new Step.ToolReturned(
            0,
            "t",
            null,
            "content",
            List.of(new SourceRef("u", "t", "ff", 9)),
            true,
            TokenUsage.NONE,
            7),
        new Step.Nudged("n"),
        new Step.LimitHit(Limit.TOKENS, "d"),
        new Step.Ended(Termination.ANSWER, "a", null, null));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyKindIsReadAsItWasWritten(Step step) {
    assertThat(StepCodec.decode(StepCodec.kind(step), StepCodec.encode(step))).isEqualTo(step);
  }

  @Test
  void everyKindHasAFixture() {
    assertThat(steps().map(Step::getClass))
        .containsExactlyInAnyOrder(
            (Class<? extends Step>[]) (Class<?>[]) Step.class.getPermittedSubclasses());
  }

  @Test
  void bodyOfAnEarlierVersionIsStillRead() {
    // Given a step as version 1 wrote it, with a field that nobody knows
    String body = "{\"message\":\"call a tool\",\"later\":true}";

    // Then
    assertThat(StepCodec.decode("nudged", body)).isEqualTo(new Step.Nudged("call a tool"));
  }

  @Test
  void whatTheUserWasAskedAndSaidIsWrittenInSlugs() {
    assertThat(StepCodec.encode(new Step.InputRequested(Preliminary.CLARIFICATION, "Which?")))
        .isEqualTo("{\"kind\":\"clarification\",\"message\":\"Which?\"}");
    assertThat(StepCodec.encode(new Step.InputReceived(2, InputKind.STEER, "Go on.", false)))
        .isEqualTo("{\"ordinal\":2,\"kind\":\"steer\",\"message\":\"Go on.\",\"approved\":false}");
    assertThat(StepCodec.encode(new Step.Drafted(Preliminary.PLAN, "aa", REPLY, 5)))
        .startsWith("{\"kind\":\"plan\",\"promptHash\":\"aa\",\"reply\":{\"content\":\"text\"");
  }

  @Test
  void rolloutThatWasOpenedBeforeAsksItsUserNothing() {
    // Given a brief as version 1 wrote it
    String body = StepCodec.encode(steps().skip(1).findFirst().orElseThrow());
    String earlier = body.replace(",\"clarify\":true,\"approvePlan\":true", "");
    assertThat(earlier).isNotEqualTo(body);

    // When
    Brief brief = ((Step.Opened) StepCodec.decode("opened", earlier)).brief();

    // Then
    assertThat(brief.clarify()).isFalse();
    assertThat(brief.approvePlan()).isFalse();
    assertThat(brief.promptVersion()).isEqualTo(1);
  }

  @Test
  void halfACharacterDoesNotStopAStep() {
    assertThat(StepCodec.encode(new Step.Nudged("a\ud800b"))).contains("a\ufffdb");
  }

  @Test
  void whatOnlyNewerCodeWritesIsToldFromWhatNobodyDoes() {
    assertThatThrownBy(() -> StepCodec.decode("dreamt", "{}"))
        .isInstanceOf(NewerWorkException.class)
        .hasMessageContaining("\"dreamt\"");
    assertThatThrownBy(() -> StepCodec.decode("limit-hit", "{\"limit\":\"PATIENCE\"}"))
        .isInstanceOf(NewerWorkException.class)
        .hasMessageContaining("PATIENCE");
    assertThatThrownBy(() -> StepCodec.decode("nudged", "{\"message\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .isNotInstanceOf(NewerWorkException.class);
  }
}
