package dev.quarry.runner.model.completions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.ToolDefinition;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, against the published inference code. */
class ChatCompletionsRequestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedModelServer server =
      ScriptedModelServer.start(ReplyScript.always(ScriptedReply.text("fine")));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void reactRequestOfTagsProfileIsThePublishedOneFieldByField() throws Exception {
    // Given
    Sampling sampling = SamplingDefaults.of(Protocol.TAGS).agent(Mode.REACT);
    Prompt prompt =
        Asking.prompt(
            sampling,
            new Message.System("rules"),
            new Message.User("question"),
            new Message.Assistant("<think>hm</think>", List.of()),
            new Message.User("<tool_response>\nfound\n</tool_response>"));
    // When
    JsonNode body = sent(prompt).body();
    // Then
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "tongyi-lab",
                 "messages": [
                   {"role": "system", "content": "rules"},
                   {"role": "user", "content": "question"},
                   {"role": "assistant", "content": "<think>hm</think>"},
                   {"role": "user", "content": "<tool_response>\\nfound\\n</tool_response>"}],
                 "stop": ["\\n<tool_response>", "<tool_response>"],
                 "temperature": 0.6, "top_p": 0.95, "presence_penalty": 1.1,
                 "max_tokens": 10000, "logprobs": true}
                """));
  }

  @Test
  void iterResearchRequestHasItsOwnPenaltyAndNoCapStopOrLogprobs() throws Exception {
    // Given
    Sampling sampling = SamplingDefaults.of(Protocol.TAGS).agent(Mode.ITER_RESEARCH);
    // When
    JsonNode body = sent(Asking.prompt(sampling, new Message.User("workspace"))).body();
    // Then
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "tongyi-lab",
                 "messages": [{"role": "user", "content": "workspace"}],
                 "temperature": 0.6, "top_p": 0.95, "presence_penalty": 1.5}
                """));
  }

  @Test
  void nativeRequestCarriesToolsCallsAndResults() throws Exception {
    // Given
    Prompt prompt =
        new Prompt(
            List.of(
                new Message.User("question"),
                new Message.Assistant(
                    "", List.of(new NativeCall("call_0", "search", "{\"query\":[\"a\"]}"))),
                new Message.ToolOutput("call_0", "results")),
            List.of(new ToolDefinition("search", "Looks.", "{\"type\":\"object\"}")),
            SamplingDefaults.of(Protocol.NATIVE).agent(Mode.REACT));
    // When
    JsonNode body = sent(prompt).body();
    // Then
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "tongyi-lab",
                 "messages": [
                   {"role": "user", "content": "question"},
                   {"role": "assistant", "content": null, "tool_calls": [
                     {"id": "call_0", "type": "function",
                      "function": {"name": "search", "arguments": "{\\"query\\":[\\"a\\"]}"}}]},
                   {"role": "tool", "content": "results", "tool_call_id": "call_0"}],
                 "tools": [{"type": "function", "function":
                   {"name": "search", "description": "Looks.", "parameters": {"type": "object"}}}],
                 "temperature": 0.6}
                """));
  }

  @Test
  void earlierArgumentsThatAreNoObjectAreWrappedSoThatServersCanParseThem() throws Exception {
    // Given
    Prompt prompt =
        Asking.prompt(
            SamplingDefaults.of(Protocol.NATIVE).agent(Mode.REACT),
            new Message.Assistant("", List.of(new NativeCall("c", "search", "{\"query\": [oops"))));
    // When
    JsonNode call = sent(prompt).body().at("/messages/0/tool_calls/0/function/arguments");
    // Then
    assertThat(JSON.readTree(call.asText()))
        .isEqualTo(JSON.createObjectNode().put("invalid_arguments", "{\"query\": [oops"));
  }

  @Test
  void keyIsABearerTokenAndNoHttp2UpgradeIsAsked() throws Exception {
    // When
    RecordedRequest request = sent(Asking.prompt("q"));
    // Then
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.headers())
        .containsEntry("authorization", "Bearer " + Asking.KEY)
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("upgrade");
  }

  @Test
  void textThatIsNoUnicodeStillMakesAValidRequest() throws Exception {
    // When
    RecordedRequest request = sent(Asking.prompt("half \uD83D of \uD83D\uDE00 and \u0000"));
    // Then
    assertThat(request.lastContent()).isEqualTo("half \uFFFD of \uD83D\uDE00 and \uFFFD");
  }

  private RecordedRequest sent(Prompt prompt) throws InterruptedException {
    try (Asking asking = Asking.general(server)) {
      asking.ask(prompt);
      return server.requests().getLast();
    }
  }
}
