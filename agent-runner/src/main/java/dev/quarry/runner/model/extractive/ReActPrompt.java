package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the prompt of a ReAct round: the whole history, with calls in tags or beside the text. */
final class ReActPrompt {
  private final Findings findings = new Findings();
  private final Map<String, ToolRequest> byCall = new HashMap<>();
  private @Nullable ToolRequest open;
  private @Nullable String question;
  private final List<String> messages = new ArrayList<>();
  private Toolbox tagged = Toolbox.NONE;
  private boolean nativeCalls;
  private boolean last;

  private ReActPrompt() {}

  static Assignment read(Prompt prompt) {
    ReActPrompt reading = new ReActPrompt();
    prompt.messages().forEach(reading::message);
    String question = reading.question;
    if (question == null || question.isBlank()) {
      return new Assignment.Unreadable("the prompt has no question");
    }
    boolean beside = !prompt.tools().isEmpty();
    Toolbox tools = beside ? PromptReader.beside(prompt) : reading.tagged;
    ReplyForm form = new ReplyForm(false, beside || reading.nativeCalls);
    return new Assignment.Research(
        new Workspace(question, reading.messages, form, tools, reading.findings, reading.last));
  }

  private void message(Message message) {
    switch (message) {
      case Message.System m -> tagged = PromptReader.inside(m.content());
      case Message.User m -> user(m.content());
      case Message.Assistant m -> assistant(m);
      case Message.ToolOutput m -> {
        nativeCalls = true;
        ToolRequest request = byCall.getOrDefault(m.callId(), new ToolRequest.Other(m.callId()));
        findings.exchange(request, m.content());
      }
    }
  }

  private void user(String content) {
    if (question == null) {
      String asked = UserText.question(content);
      UserText settled = UserText.of(content.substring(asked.length()));
      question = settled.clarified(asked);
      messages.addAll(settled.messages());
      return;
    }
    ToolRequest request = open;
    if (content.contains("<tool_response>")) {
      String observation = Tagged.widest(content, "tool_response").orElse("");
      findings.exchange(request == null ? new ToolRequest.Other("") : request, observation);
      open = null;
    } else {
      messages.addAll(UserText.of(content).messages());
    }
    last |= Tagged.without(content, "tool_response").contains(PromptReader.FINAL);
  }

  private void assistant(Message.Assistant message) {
    for (NativeCall call : message.calls()) {
      nativeCalls = true;
      byCall.put(call.id(), PromptReader.request(call.name(), JsonText.read(call.arguments())));
    }
    String spoken = Tagged.without(message.content(), "think");
    List<String> calls = Tagged.all(spoken, "tool_call");
    if (!calls.isEmpty()) {
      JsonNode call = JsonText.read(calls.getFirst().strip());
      open = PromptReader.request(call.path("name").asText(""), call.path("arguments"));
    }
  }
}
