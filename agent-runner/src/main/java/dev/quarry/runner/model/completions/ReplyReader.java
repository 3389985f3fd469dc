package dev.quarry.runner.model.completions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.PlainText;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.PromptTokens;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.model.TokenCounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer of status 200. */
final class ReplyReader {
  private static final String THINK = "<think>";

  /** Tags of either mode: thinking that holds one is a reply even without any text. */
  private static final List<String> TAGS = List.of("<tool_call>", "<answer>", "<report>");

  /** Bytes shown of an answer that cannot be read. */
  private static final int SHOWN = 1_024;

  private final ObjectMapper json;
  private final Dialect dialect;
  private final TokenCounter counter;
  private final Failures failures;

  ReplyReader(ObjectMapper json, Dialect dialect, TokenCounter counter, Failures failures) {
    this.json = json;
    this.dialect = dialect;
    this.counter = counter;
    this.failures = failures;
  }

  ModelOutcome read(Endpoint endpoint, byte[] body, Prompt prompt) {
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (IOException _) {
      String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
      return bad(endpoint, "answered 200 with something that is not JSON: ", text);
    }
    if (root.hasNonNull("error")) {
      return failures.inside(endpoint, root.get("error"));
    }
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return bad(endpoint, "answered without a choices[0].message: ", root.toString());
    }
    Optional<String> content = content(message.path("content"));
    Optional<List<NativeCall>> calls = calls(message.path("tool_calls"));
    if (content.isEmpty() || calls.isEmpty()) {
      return bad(endpoint, "answered with a message of unknown shape: ", message.toString());
    }
    String finish = choice.path("finish_reason").asText("stop");
    String reasoning = reasoning(message);
    if (content.get().isBlank() && calls.get().isEmpty() && !tagged(reasoning)) {
      return failures.of(
          ModelFailureCode.EMPTY,
          endpoint,
          "answered without text or call; finish_reason is " + failures.quote(finish));
    }
    return new ModelOutcome.Reply(
        new ModelReply(
            text(content.get(), reasoning),
            dialect.thinkMode() == ThinkMode.NONE ? null : reasoning,
            calls.get(),
            finish.equals("null") ? "stop" : PlainText.of(finish),
            usage(root.path("usage"), prompt, content.get(), reasoning, calls.get()),
            endpoint.id()));
  }

  private ModelOutcome bad(Endpoint endpoint, String what, String text) {
    return failures.of(ModelFailureCode.BAD_ANSWER, endpoint, what + failures.quote(text));
  }

  /** A string, null, or the list of parts that some providers send. */
  private static Optional<String> content(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.of("");
    }
    if (node.isTextual()) {
      return Optional.of(PlainText.of(node.asText()));
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(part -> text.append(part.path("text").asText("")));
    return Optional.of(PlainText.of(text.toString()));
  }

  private static @Nullable String reasoning(JsonNode message) {
    return Stream.of("reasoning", "reasoning_content")
        .map(message::path)
        .filter(n -> n.isTextual() && !n.asText().isBlank())
        .map(n -> PlainText.of(n.asText()))
        .findFirst()
        .orElse(null);
  }

  private boolean tagged(@Nullable String reasoning) {
    return reasoning != null
        && dialect.protocol() == Protocol.TAGS
        && dialect.thinkMode() == ThinkMode.REASONING_FIELD
        && TAGS.stream().anyMatch(reasoning::contains);
  }

  /** Puts separate thinking back where a model trained on the tags protocol wrote it. */
  private String text(String content, @Nullable String reasoning) {
    if (reasoning == null
        || dialect.protocol() != Protocol.TAGS
        || dialect.thinkMode() != ThinkMode.REASONING_FIELD
        || content.stripLeading().startsWith(THINK)) {
      return content;
    }
    return THINK + "\n" + reasoning + "\n</think>" + content;
  }

  /**
   * Reads the calls. A missing id becomes {@code call_} and the position, a repeated one gets a
   * suffix, so that each result can be told to its call.
   */
  private static Optional<List<NativeCall>> calls(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.of(List.of());
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<NativeCall> calls = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (JsonNode call : node) {
      JsonNode name = call.path("function").path("name");
      if (!name.isTextual() || name.asText().isBlank()) {
        return Optional.empty();
      }
      String id = uniqueId(call.path("id").asText(""), ids);
      ids.add(id);
      calls.add(new NativeCall(id, PlainText.of(name.asText()), arguments(call)));
    }
    return Optional.of(calls);
  }

  private static String uniqueId(String given, List<String> taken) {
    String base =
        given.isBlank() || given.equals("null") ? "call_" + taken.size() : PlainText.of(given);
    String id = base;
    for (int n = 2; taken.contains(id); n++) {
      id = base + "_" + n;
    }
    return id;
  }

  private static String arguments(JsonNode call) {
    JsonNode node = call.path("function").path("arguments");
    if (node.isMissingNode() || node.isNull()) {
      return "{}";
    }
    return PlainText.of(node.isTextual() ? node.asText() : node.toString());
  }

  private TokenUsage usage(
      JsonNode node,
      Prompt prompt,
      String content,
      @Nullable String reasoning,
      List<NativeCall> calls) {
    JsonNode input = node.path("prompt_tokens");
    JsonNode output = node.path("completion_tokens");
    if (input.canConvertToLong()
        && output.canConvertToLong()
        && input.asLong() > 0
        && output.asLong() >= 0) {
      return new TokenUsage(input.asLong(), output.asLong(), true);
    }
    long written = counter.count(content);
    written += reasoning == null ? 0 : counter.count(reasoning);
    for (NativeCall call : calls) {
      written += counter.count(call.name());
      written += counter.count(call.arguments());
    }
    return new TokenUsage(PromptTokens.count(prompt, counter), written, false);
  }
}
