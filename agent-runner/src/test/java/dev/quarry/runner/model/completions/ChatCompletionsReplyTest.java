package dev.quarry.runner.model.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Call;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of an answer. */
class ChatCompletionsReplyTest {
  @Test
  void replyCarriesTextReasonUsageAndEndpoint() throws Exception {
    // Given
    var script =
        ScriptedReply.text("hello").finished("length").using(new ScriptedReply.Tokens(1_234, 56));
    try (var server = ScriptedModelServer.start(ReplyScript.inOrder(script));
        Asking asking = Asking.tags(server)) {
      // When
      ModelReply reply = asking.reply();
      // Then
      assertThat(reply)
          .isEqualTo(
              new ModelReply(
                  "hello",
                  null,
                  List.of(),
                  "length",
                  new TokenUsage(1_234, 56, true),
                  server.baseUrl().toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content"})
  void tagsProfileGetsSeparateThinkingBackInTheText(String field) throws Exception {
    // When
    ModelReply reply =
        reply(Protocol.TAGS, ThinkMode.REASONING_FIELD, text("<answer>42</answer>", "hm", field));
    // Then
    assertThat(reply.content()).isEqualTo("<think>\nhm\n</think><answer>42</answer>");
    assertThat(reply.reasoning()).isEqualTo("hm");
  }

  @Test
  void thinkingThatTheTextHasAlreadyIsNotRepeated() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.TAGS,
            ThinkMode.REASONING_FIELD,
            text("\n<think>hm</think>x", "hm", "reasoning"));
    // Then
    assertThat(reply.content()).isEqualTo("\n<think>hm</think>x");
  }

  @Test
  void nativeProfileKeepsThinkingApart() throws Exception {
    // When
    ModelReply reply =
        reply(Protocol.NATIVE, ThinkMode.REASONING_FIELD, text("42", "hm", "reasoning"));
    // Then
    assertThat(reply.content()).isEqualTo("42");
    assertThat(reply.reasoning()).isEqualTo("hm");
  }

  @Test
  void profileWithoutThinkingDropsIt() throws Exception {
    // When
    ModelReply reply = reply(Protocol.TAGS, ThinkMode.NONE, text("42", "hm", "reasoning"));
    // Then
    assertThat(reply.content()).isEqualTo("42");
    assertThat(reply.reasoning()).isNull();
  }

  @Test
  void tagsFoundOnlyInTheThinkingAreAReply() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.TAGS,
            ThinkMode.REASONING_FIELD,
            text(null, "so <answer>42</answer>", "reasoning"));
    // Then
    assertThat(reply.content()).isEqualTo("<think>\nso <answer>42</answer>\n</think>");
  }

  @Test
  void callsGetIdsThatAreThereAndDiffer() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.NATIVE,
            ThinkMode.NONE,
            ScriptedReply.calls(
                new Call(null, "search", "{}"),
                new Call("x", "visit", "{bad"),
                new Call("x", "visit", "{}"),
                new Call("", "search", "{}"),
                new Call("call_3", "search", "{}")));
    // Then
    assertThat(reply.content()).isEmpty();
    assertThat(reply.finishReason()).isEqualTo("tool_calls");
    assertThat(reply.calls())
        .containsExactly(
            new NativeCall("call_0", "search", "{}"),
            new NativeCall("x", "visit", "{bad"),
            new NativeCall("x_2", "visit", "{}"),
            new NativeCall("call_3", "search", "{}"),
            new NativeCall("call_3_2", "search", "{}"));
  }

  @Test
  void argumentsAsAnObjectAndContentAsPartsAreUnderstood() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.NATIVE,
            ThinkMode.NONE,
            ScriptedReply.body(
                200,
                """
                {"choices":[{"message":{
                  "content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],
                  "tool_calls":[{"id":7,"function":{"name":"s","arguments":{"q":1}}}]}}]}
                """));
    // Then
    assertThat(reply.content()).isEqualTo("ab");
    assertThat(reply.finishReason()).isEqualTo("stop");
    assertThat(reply.calls()).containsExactly(new NativeCall("7", "s", "{\"q\":1}"));
  }

  @Test
  void usageIsCountedWhereItIsNotReported() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.NATIVE,
            ThinkMode.NONE,
            ScriptedReply.text("two words").thinking("and three more", "reasoning").using(null));
    // Then: one word of prompt and the template's five tokens
    assertThat(reply.usage()).isEqualTo(new TokenUsage(6, 5, false));
  }

  @Test
  void charactersThatNoDatabaseTakesAreReplaced() throws Exception {
    // When
    ModelReply reply =
        reply(
            Protocol.TAGS,
            ThinkMode.INLINE,
            ScriptedReply.body(
                200,
                "{\"choices\":[{\"message\":{\"content\":\"a\\u0000b\\ud83dc\\ud83d\\ude00\"}}]}"));
    // Then
    assertThat(reply.content()).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
  }

  private static ScriptedReply text(String content, String reasoning, String field) {
    return new ScriptedReply.Completion(
        content, reasoning, field, List.of(), "stop", new ScriptedReply.Tokens(1, 1));
  }

  private static ModelReply reply(Protocol protocol, ThinkMode think, ScriptedReply scripted)
      throws InterruptedException {
    try (var server = ScriptedModelServer.start(ReplyScript.inOrder(scripted));
        Asking asking = Asking.of(protocol, think, Asking.limits(Duration.ofSeconds(20)), server)) {
      return asking.reply();
    }
  }
}
