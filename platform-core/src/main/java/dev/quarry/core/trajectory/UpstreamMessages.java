package dev.quarry.core.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The conversation of a trajectory in the published form: text only, roles {@code user} and {@code
 * assistant} in turn, observations as user messages between {@code <tool_response>} tags, what the
 * user was asked and said as turns of their own. The system prompt is not kept among the steps and
 * is left out.
 */
final class UpstreamMessages {
  static final ObjectMapper JSON = JsonMapper.builder().build();

  private static final String APPROVED = "Approved.";
  private static final String RESPONSE = "<tool_response>";
  private static final String RESPONSE_END = "</tool_response>";

  private UpstreamMessages() {}

  static List<UpstreamRow.Message> of(String question, Trajectory trajectory) {
    Map<Long, Round> rounds = new HashMap<>();
    trajectory.rounds().forEach(round -> rounds.put(round.seq(), round));
    List<UpstreamRow.Message> messages = new ArrayList<>();
    messages.add(user(question));
    for (StepRecord record : trajectory.steps()) {
      switch (record.step()) {
        case Step.Replied s -> {
          messages.add(assistant(text(s.reply())));
          Objects.requireNonNull(rounds.get(record.seq()))
              .results()
              .forEach(result -> messages.add(user(wrapped(result.content()))));
        }
        case Step.Nudged s -> messages.add(user(s.message()));
        case Step.InputRequested s -> messages.add(assistant(s.message()));
        case Step.InputReceived s -> messages.add(user(said(s)));
        case Step.Leased s -> {}
        case Step.Opened s -> {}
        case Step.Drafted s -> {}
        case Step.ReplyRejected s -> {}
        case Step.ToolStarted s -> {}
        case Step.ToolReturned s -> {}
        case Step.LimitHit s -> {}
        case Step.Ended s -> {}
      }
    }
    return messages;
  }

  private static UpstreamRow.Message assistant(String content) {
    return new UpstreamRow.Message("assistant", content);
  }

  /** A plan can be approved without a word. */
  private static String said(Step.InputReceived input) {
    return input.approved() && input.message().isBlank() ? APPROVED : input.message();
  }

  private static UpstreamRow.Message user(String content) {
    return new UpstreamRow.Message("user", content);
  }

  private static String wrapped(String observation) {
    return RESPONSE + "\n" + observation + "\n" + RESPONSE_END;
  }

  /**
   * A separate reasoning channel and native calls become the text they are in the tags protocol.
   */
  private static String text(ModelReply reply) {
    StringBuilder text = new StringBuilder();
    if (reply.reasoning() != null && !reply.reasoning().isBlank()) {
      text.append("<think>\n").append(reply.reasoning().strip()).append("\n</think>\n");
    }
    int echo = reply.content().indexOf(RESPONSE);
    text.append((echo < 0 ? reply.content() : reply.content().substring(0, echo)).strip());
    for (NativeCall call : reply.calls()) {
      text.append("\n<tool_call>\n").append(callJson(call)).append("\n</tool_call>");
    }
    return text.toString().strip();
  }

  private static String callJson(NativeCall call) {
    ObjectNode json = JSON.createObjectNode().put("name", call.name());
    try {
      json.set("arguments", JSON.readTree(call.arguments()));
    } catch (JsonProcessingException e) {
      // As the model wrote it, however broken.
      json.put("arguments", call.arguments());
    }
    return json.toString();
  }
}
