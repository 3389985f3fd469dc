package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.testing.Steps;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepDataTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456Z");

  private final StepData data = new StepData(5, Map.of(0, 3));

  @Test
  void repliesAreNumberedOnFromThePosition() {
    assertThat(json(0, Steps.replied("abcdefg")))
        .isEqualTo(
            "{\"rollout\":0,\"seq\":9,\"at\":\"2026-01-02T03:04:05.123456Z\",\"kind\":\"replied\","
                + "\"round\":4,\"model\":\"http://model\",\"finishReason\":\"stop\","
                + "\"content\":\"abcde\",\"usage\":{\"inputTokens\":100,\"outputTokens\":20},"
                + "\"durationMs\":250}");
    assertThat(json(0, Steps.replied("a"))).contains("\"round\":5");
    assertThat(json(1, Steps.replied("a"))).contains("\"round\":1");
  }

  @Test
  void textIsNeverCutWithinACharacter() {
    assertThat(json(0, Steps.replied("abcd😀e"))).contains("\"content\":\"abcd\"");
  }

  @Test
  void toolResultTellsItsSources() {
    assertThat(json(0, Steps.returned("visit", "page", new SourceRef("u", "t", "h", 1))))
        .endsWith(
            "\"kind\":\"tool-returned\",\"tool\":\"visit\",\"content\":\"page\","
                + "\"sources\":[{\"url\":\"u\",\"title\":\"t\"}],\"durationMs\":40}");
  }

  @Test
  void otherKindsTellWhatTheyAreAbout() {
    ModelReply reply = new ModelReply("", null, List.of(), "stop", new TokenUsage(1, 2, true), "m");
    assertThat(json(0, new Step.Leased(2, "r1", "1", 3)))
        .endsWith("\"attempt\":3,\"runner\":\"r1\"}");
    assertThat(json(0, new Step.LimitHit(Limit.TOKENS, "5 of 5")))
        .endsWith("\"limit\":\"TOKENS\",\"detail\":\"5 of 5\"}");
    assertThat(json(0, new Step.Drafted(Preliminary.PLAN, "h", reply, 7)))
        .endsWith(
            "\"draft\":\"plan\",\"usage\":{\"inputTokens\":1,\"outputTokens\":2},\"durationMs\":7}");
    assertThat(json(0, new Step.InputRequested(Preliminary.CLARIFICATION, "Which one?")))
        .endsWith("\"asks\":\"clarification\",\"message\":\"Which\"}");
    assertThat(json(0, new Step.InputReceived(1, InputKind.ANSWER, "The second", true)))
        .endsWith("\"input\":\"answer\",\"message\":\"The s\",\"approved\":true}");
    assertThat(json(0, new Step.Nudged("Go on."))).endsWith("\"message\":\"Go on.\"}");
    assertThat(json(0, new Step.Ended(Termination.ANSWER, "a", null, null)))
        .endsWith("\"kind\":\"ended\",\"termination\":\"ANSWER\"}");
    assertThat(json(0, new Step.ReplyRejected("h", reply, "no report", 1)))
        .contains("\"reason\":\"no report\"");
    assertThat(
            json(
                0,
                new Step.ToolReturned(
                    0, "visit", "timeout", "", List.of(), false, TokenUsage.NONE, 1)))
        .contains("\"failure\":\"timeout\"");
  }

  @Test
  void stepOfNewerCodeKeepsItsPlace() {
    assertThat(data.of(new StepRow(0, 9, AT, "dreamt", "{}")).toString())
        .isEqualTo(
            "{\"rollout\":0,\"seq\":9,\"at\":\"2026-01-02T03:04:05.123456Z\",\"kind\":\"dreamt\"}");
  }

  private String json(int ordinal, Step step) {
    return data.of(new StepRow(ordinal, 9, AT, StepCodec.kind(step), StepCodec.encode(step)))
        .toString();
  }
}
