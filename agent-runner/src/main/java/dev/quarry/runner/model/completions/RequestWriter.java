package dev.quarry.runner.model.completions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.PlainText;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ToolDefinition;
import java.util.List;

/**
 * The body of a request: {@code model}, {@code messages}, then {@code tools}, {@code stop}, {@code
 * temperature}, {@code top_p}, {@code presence_penalty}, {@code max_tokens}, {@code logprobs} where
 * the prompt has them, and never anything else. {@code stream} is left out: absent means "no" to
 * every server, and a field that is not sent cannot be refused.
 */
final class RequestWriter {
  private final ObjectMapper json;
  private final String model;

  RequestWriter(ObjectMapper json, String model) {
    this.json = json;
    this.model = model;
  }

  /**
   * @param logprobs whether they may be asked for
   */
  byte[] write(Prompt prompt, boolean logprobs) {
    ObjectNode body = json.createObjectNode().put("model", model);
    ArrayNode messages = body.putArray("messages");
    prompt.messages().forEach(m -> messages.add(message(m)));
    if (!prompt.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      prompt.tools().forEach(t -> tools.add(tool(t)));
    }
    sampling(body, prompt.sampling(), logprobs);
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain text is always JSON", e);
    }
  }

  private ObjectNode message(Message message) {
    return switch (message) {
      case Message.System m -> role("system", m.content());
      case Message.User m -> role("user", m.content());
      case Message.Assistant m -> assistant(m);
      case Message.ToolOutput m ->
          role("tool", m.content()).put("tool_call_id", PlainText.of(m.callId()));
    };
  }

  private ObjectNode role(String role, String content) {
    return json.createObjectNode().put("role", role).put("content", PlainText.of(content));
  }

  private ObjectNode assistant(Message.Assistant message) {
    ObjectNode node = role("assistant", message.content());
    List<NativeCall> calls = message.calls();
    if (calls.isEmpty()) {
      return node;
    }
    if (message.content().isEmpty()) {
      // As providers write it themselves; some refuse an empty text beside calls.
      node.putNull("content");
    }
    ArrayNode array = node.putArray("tool_calls");
    for (NativeCall call : calls) {
      array
          .addObject()
          .put("id", PlainText.of(call.id()))
          .put("type", "function")
          .putObject("function")
          .put("name", PlainText.of(call.name()))
          .put("arguments", arguments(call));
    }
    return node;
  }

  /**
   * Servers parse the arguments of earlier calls and refuse the whole request when a model once
   * wrote bad JSON. What it wrote is kept, wrapped so that it parses.
   */
  private String arguments(NativeCall call) {
    String text = PlainText.of(call.arguments());
    try {
      if (json.readTree(text) instanceof ObjectNode) {
        return text;
      }
    } catch (JsonProcessingException _) {
      // Wrapped below.
    }
    return json.createObjectNode().put("invalid_arguments", text).toString();
  }

  private ObjectNode tool(ToolDefinition tool) {
    ObjectNode node = json.createObjectNode().put("type", "function");
    node.putObject("function")
        .put("name", tool.name())
        .put("description", PlainText.of(tool.description()))
        .set("parameters", schema(tool));
    return node;
  }

  private JsonNode schema(ToolDefinition tool) {
    try {
      return json.readTree(tool.schemaJson());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the schema of tool '" + tool.name() + "' is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void sampling(ObjectNode body, Sampling sampling, boolean logprobs) {
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    if (sampling.presencePenalty() != null) {
      body.put("presence_penalty", sampling.presencePenalty());
    }
    if (sampling.maxTokens() != null) {
      body.put("max_tokens", sampling.maxTokens());
    }
    if (sampling.logprobs() && logprobs) {
      body.put("logprobs", true);
    }
  }
}
