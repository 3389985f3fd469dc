package dev.quarry.bench.stub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * The stub's answers: each text differs from every other, so that nothing is stored once for two.
 */
final class Replies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Replies() {}

  /** A search until the last round, then the answer, in the tags that research models write. */
  static byte[] completion(Assignment task, int round) {
    String thought = Prose.of(task.token() + " thought " + round, task.replyBytes());
    String content =
        "<think>\n"
            + thought
            + "\n</think>\n"
            + (round < task.rounds()
                ? "<tool_call>\n" + searchCall(task, round) + "\n</tool_call>"
                : "<answer>\nThat is all.\n</answer>");
    ObjectNode root =
        JSON.createObjectNode()
            .put("id", "stub")
            .put("object", "chat.completion")
            .put("created", 1_760_000_000)
            .put("model", "stub");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", "stop");
    root.putObject("usage")
        .put("prompt_tokens", 100)
        .put("completion_tokens", 100)
        .put("total_tokens", 200);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String searchCall(Assignment task, int round) {
    ObjectNode call = JSON.createObjectNode().put("name", "search");
    call.putObject("arguments").putArray("query").add("round " + round + " of " + task.text());
    return call.toString();
  }

  /**
   * @param query names the round
   */
  static byte[] results(Assignment task, String query) {
    ObjectNode root = JSON.createObjectNode().put("query", "stub");
    root.putArray("results")
        .addObject()
        .put("title", "A page")
        .put("url", "http://stub.example/" + Integer.toHexString(query.hashCode()))
        .put("content", Prose.of(query, task.resultBytes()))
        .put("engine", "stub");
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
