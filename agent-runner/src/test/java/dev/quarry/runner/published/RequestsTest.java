package dev.quarry.runner.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.testing.ScriptedReply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The requests of both modes, field by field, as a scripted server sees them. */
class RequestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUESTION = "Who built it?";
  private static final String CALL =
      "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}\n</tool_call>";
  private static final String TOOL =
      """
      {"name": "search", "description": "Searches.",
       "parameters": {"type": "object", "properties": {"query": {"type": "array"}}}}
      """;

  @Test
  void reactSendsTheWholeHistoryAsAlternatingTexts() throws Exception {
    try (var served =
        ServedRollout.react("<think>look</think>\n" + CALL + "\n", "<answer>S.</answer>")) {
      // When
      served.run();
      // Then
      JsonNode body = served.request(2);
      assertThat(fields(body))
          .containsExactlyInAnyOrder(
              "model",
              "messages",
              "stop",
              "temperature",
              "top_p",
              "presence_penalty",
              "max_tokens",
              "logprobs");
      assertThat(body.path("model").asText()).isEqualTo(ServedRollout.MODEL);
      assertThat(body.path("stop"))
          .isEqualTo(JSON.readTree("[\"\\n<tool_response>\", \"<tool_response>\"]"));
      assertThat(body.path("temperature").asDouble()).isEqualTo(0.6);
      assertThat(body.path("top_p").asDouble()).isEqualTo(0.95);
      assertThat(body.path("presence_penalty").asDouble()).isEqualTo(1.1);
      assertThat(body.path("max_tokens").asInt()).isEqualTo(10_000);
      assertThat(body.path("logprobs").asBoolean()).isTrue();
      assertThat(texts(body, "role")).containsExactly("system", "user", "assistant", "user");
      assertThat(texts(body, "content").subList(1, 4))
          .containsExactly(
              QUESTION,
              "<think>look</think>\n" + CALL,
              "<tool_response>\nresult of {\"query\":[\"a\"]}\n</tool_response>");
    }
  }

  @Test
  void reactSystemMessageHasItsPartsInOrderAndEndsWithTheDate() throws Exception {
    try (var served = ServedRollout.react("<answer>S.</answer>")) {
      // When
      served.run();
      // Then
      String system = texts(served.request(1), "content").getFirst();
      assertThat(system)
          .containsSubsequence(
              "<answer></answer>",
              "# Tools",
              "<tools>\n",
              "\n</tools>",
              "<tool_call>",
              "</tool_call>",
              "<code>")
          .endsWith("\n\nCurrent date: 2026-11-22");
      String[] lines =
          system
              .substring(system.indexOf("<tools>\n") + 8, system.indexOf("\n</tools>"))
              .split("\n");
      assertThat(lines).hasSize(1);
      assertThat(JSON.readTree(lines[0]))
          .isEqualTo(JSON.readTree("{\"type\": \"function\", \"function\": " + TOOL + "}"));
    }
  }

  @Test
  void iterResearchSendsOneUserMessageAndItsOwnSampling() throws Exception {
    try (var served =
        ServedRollout.iterResearch(
            "<report>first status</report>" + CALL,
            "<report>second status</report><answer>S.</answer>")) {
      // When
      served.run();
      // Then
      for (int n = 1; n <= 2; n++) {
        JsonNode body = served.request(n);
        assertThat(fields(body))
            .containsExactlyInAnyOrder(
                "model", "messages", "temperature", "top_p", "presence_penalty");
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.6);
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.95);
        assertThat(body.path("presence_penalty").asDouble()).isEqualTo(1.5);
        assertThat(texts(body, "role")).containsExactly("user");
      }
    }
  }

  @Test
  void iterResearchHasThreePromptsOfNamedBlocks() throws Exception {
    try (var served =
        ServedRollout.iterResearch(
            "<report>first status</report>" + CALL,
            "<report>second status</report>" + CALL,
            "<report>third status</report><answer>S.</answer>")) {
      served.rollout.budget(new Budget(3, 100, 100, 10_000_000, 9_000));
      // When
      served.run();
      // Then
      String initial = texts(served.request(1), "content").getFirst();
      String normal = texts(served.request(2), "content").getFirst();
      String last = texts(served.request(3), "content").getFirst();
      for (String prompt : List.of(initial, normal, last)) {
        assertThat(prompt).contains(QUESTION, "Current date: 2026-11-22");
      }
      for (String prompt : List.of(initial, normal)) {
        String list = prompt.substring(prompt.indexOf("<tools>") + 7, prompt.indexOf("</tools>"));
        assertThat(JSON.readTree(list)).isEqualTo(JSON.readTree("[" + TOOL + "]"));
      }
      assertThat(initial).doesNotContain("<answer>").contains("<report>", "<tool_call>");
      assertThat(normal)
          .containsSubsequence(
              "# Last Status Report",
              "<report>\nfirst status\n</report>",
              "# Last Tool Call",
              "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}\n</tool_call>",
              "# Last Tool Response",
              "<tool_response>\n**Tool results**\nresult of {\"query\":[\"a\"]}\n</tool_response>",
              "at most 6000 tokens",
              "Progress achieved",
              "Next steps",
              "<answer>");
      assertThat(last)
          .contains("<report>\nsecond status\n</report>", "A final answer must be given")
          .doesNotContain("<tools>", "first status");
    }
  }

  @Test
  void generalModelGetsToolsAsSchemasAndCallsAsCalls() throws Exception {
    try (var served =
        ServedRollout.of(
            Mode.REACT,
            Protocol.NATIVE,
            ScriptedReply.calls(new ScriptedReply.Call("call_1", "search", "{\"query\":[\"a\"]}")),
            ScriptedReply.text("It was Stevenson."))) {
      // When
      served.run();
      // Then: nothing that providers refuse, and no schema in the text
      JsonNode body = served.request(2);
      assertThat(fields(body))
          .containsExactlyInAnyOrder("model", "messages", "tools", "temperature");
      assertThat(body.at("/tools/0"))
          .isEqualTo(JSON.readTree("{\"type\": \"function\", \"function\": " + TOOL + "}"));
      assertThat(texts(body, "role")).containsExactly("system", "user", "assistant", "tool");
      assertThat(body.at("/messages/3/tool_call_id").asText()).isEqualTo("call_1");
      assertThat(body.at("/messages/3/content").asText())
          .isEqualTo("result of {\"query\":[\"a\"]}");
      assertThat(texts(body, "content").getFirst()).doesNotContain("<tools>", "<tool_call>");
    }
  }

  private static List<String> fields(JsonNode body) {
    var names = new ArrayList<String>();
    body.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode body, String field) {
    return StreamSupport.stream(body.path("messages").spliterator(), false)
        .map(message -> message.path(field).asText())
        .toList();
  }
}
