package dev.quarry.runner.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.runner.testing.ScriptedReply.Call;
import dev.quarry.runner.testing.ScriptedReply.Completion;

/** Writes a completion as servers do. */
final class CompletionJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CompletionJson() {}

  static String of(Completion completion) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("id", "chatcmpl-scripted")
            .put("object", "chat.completion")
            .put("created", 1_760_000_000)
            .put("model", "scripted");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message =
        choice.putObject("message").put("role", "assistant").put("content", completion.content());
    if (completion.reasoning() != null) {
      message.put(completion.reasoningField(), completion.reasoning());
    }
    if (!completion.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      completion.calls().forEach(c -> add(calls, c));
    }
    if (completion.finishReason() != null) {
      choice.put("finish_reason", completion.finishReason());
    }
    if (completion.usage() != null) {
      long input = completion.usage().input();
      long output = completion.usage().output();
      root.putObject("usage")
          .put("prompt_tokens", input)
          .put("completion_tokens", output)
          .put("total_tokens", input + output);
    }
    return root.toString();
  }

  private static void add(ArrayNode calls, Call call) {
    ObjectNode node = calls.addObject();
    if (call.id() != null) {
      node.put("id", call.id());
    }
    node.put("type", "function")
        .putObject("function")
        .put("name", call.name())
        .put("arguments", call.arguments());
  }
}
