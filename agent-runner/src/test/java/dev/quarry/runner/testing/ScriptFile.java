package dev.quarry.runner.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.runner.testing.ScriptedReply.Call;
import dev.quarry.runner.testing.ScriptedReply.Fault;
import dev.quarry.runner.testing.ScriptedReply.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Scripts as JSON, for the server in a process of its own:
 *
 * <pre>{@code
 * {"by": "prompt",
 *  "conversations": [
 *    {"match": ["text that all its prompts hold"], "replies": [REPLY or [REPLY, REPLY], …]}],
 *  "replies": [for requests that match none]}
 * }</pre>
 *
 * {@code by} is {@code prompt} ({@link ReplyScript#byPrompt}) or {@code call} ({@link
 * ReplyScript#inOrder}, the default). A REPLY is one of
 *
 * <pre>{@code
 * {"content": "…", "reasoning": "…", "reasoningField": "reasoning_content",
 *  "toolCalls": [{"id": "c1", "name": "search", "arguments": {…} or "…"}],
 *  "finishReason": "stop", "usage": {"input": 10, "output": 2} or null}
 * {"status": 429, "headers": {"Retry-After": "1"}, "body": "…" or {…}}
 * {"fault": "no-answer" | "close" | "garbage" | "stall" | "truncate" | "drip"}
 * }</pre>
 *
 * each with an optional {@code delayMs}.
 */
public final class ScriptFile {
  private ScriptFile() {}

  /**
   * @throws IllegalArgumentException for what is no script; the message names the place
   */
  public static ReplyScript parse(JsonNode script) {
    boolean byPrompt =
        switch (script.path("by").asText("call")) {
          case "prompt" -> true;
          case "call" -> false;
          default -> throw new IllegalArgumentException("'by' is 'call' or 'prompt'");
        };
    Map<List<String>, ReplyScript> conversations = new LinkedHashMap<>();
    for (JsonNode conversation : script.path("conversations")) {
      conversations.put(
          matches(conversation.path("match")), order(conversation.path("replies"), byPrompt));
    }
    ReplyScript others = order(script.path("replies"), byPrompt);
    return request -> {
      String all = String.join("\n", request.contents());
      return conversations.entrySet().stream()
          .filter(e -> e.getKey().stream().allMatch(all::contains))
          .findFirst()
          .map(Map.Entry::getValue)
          .orElse(others)
          .reply(request);
    };
  }

  private static List<String> matches(JsonNode match) {
    List<String> texts = new ArrayList<>();
    if (match.isTextual()) {
      texts.add(match.asText());
    } else {
      match.forEach(m -> texts.add(m.asText()));
    }
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs 'match': a text or a list of texts");
    }
    return List.copyOf(texts);
  }

  private static ReplyScript order(JsonNode replies, boolean byPrompt) {
    List<List<ScriptedReply>> entries = new ArrayList<>();
    for (JsonNode entry : replies) {
      List<ScriptedReply> several = new ArrayList<>();
      if (entry.isArray()) {
        entry.forEach(r -> several.add(reply(r)));
      } else {
        several.add(reply(entry));
      }
      entries.add(List.copyOf(several));
    }
    return byPrompt
        ? ReplyScript.byPrompt(entries)
        : ReplyScript.inOrder(entries.stream().flatMap(List::stream).toList());
  }

  private static ScriptedReply reply(JsonNode node) {
    ScriptedReply reply;
    if (node.has("fault")) {
      String name = node.get("fault").asText().toUpperCase(Locale.ROOT).replace('-', '_');
      reply = new ScriptedReply.Broken(Fault.valueOf(name));
    } else if (node.has("status")) {
      Map<String, String> headers = new TreeMap<>();
      node.path("headers")
          .properties()
          .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      reply = new ScriptedReply.Raw(node.get("status").asInt(), headers, text(node.path("body")));
    } else if (node.has("content") || node.has("toolCalls") || node.has("reasoning")) {
      reply = completion(node);
    } else {
      throw new IllegalArgumentException(
          "a reply has content, toolCalls, reasoning, status or fault; this has none: " + node);
    }
    return node.has("delayMs")
        ? new ScriptedReply.Later(Duration.ofMillis(node.get("delayMs").asLong()), reply)
        : reply;
  }

  private static ScriptedReply.Completion completion(JsonNode node) {
    List<Call> calls = new ArrayList<>();
    for (JsonNode call : node.path("toolCalls")) {
      calls.add(
          new Call(optional(call, "id"), call.path("name").asText(), text(call.path("arguments"))));
    }
    String finish = calls.isEmpty() ? "stop" : "tool_calls";
    return new ScriptedReply.Completion(
        optional(node, "content"),
        optional(node, "reasoning"),
        node.path("reasoningField").asText("reasoning"),
        calls,
        node.has("finishReason") ? optional(node, "finishReason") : finish,
        usage(node));
  }

  private static @Nullable Tokens usage(JsonNode node) {
    if (!node.has("usage")) {
      return new Tokens(100, 10);
    }
    JsonNode usage = node.get("usage");
    return usage.isNull()
        ? null
        : new Tokens(usage.path("input").asLong(), usage.path("output").asLong());
  }

  private static @Nullable String optional(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }

  private static String text(JsonNode node) {
    return node.isContainerNode() ? node.toString() : node.asText("");
  }
}
