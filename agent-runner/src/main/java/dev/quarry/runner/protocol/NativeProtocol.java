package dev.quarry.runner.protocol;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ToolDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls in the {@code tool_calls} of the chat completions API, results as {@code tool} messages.
 */
public final class NativeProtocol implements CallProtocol {
  static final NativeProtocol INSTANCE = new NativeProtocol();

  private NativeProtocol() {}

  @Override
  public ParsedReply parse(ModelReply reply) {
    String text = Tags.withoutThinking(reply.content().replace("\r\n", "\n"));
    return new ParsedReply(
        reply.calls().stream().map(c -> CallJson.readNative(c.name(), c.arguments())).toList(),
        Tags.first(text, Tags.ANSWER).filter(a -> !a.isEmpty()),
        Tags.first(text, Tags.REPORT).filter(r -> !r.isEmpty()),
        text);
  }

  @Override
  public Message.Assistant assistant(ModelReply reply) {
    return new Message.Assistant(reply.content(), reply.calls());
  }

  @Override
  public List<Message> observations(Round round) {
    List<NativeCall> calls = round.reply().reply().calls();
    var messages = new ArrayList<Message>();
    for (var result : round.results()) {
      if (result.call() < calls.size()) {
        messages.add(
            new Message.ToolOutput(calls.get(result.call()).id(), Tags.defused(result.content())));
      }
    }
    return messages;
  }

  @Override
  public List<ToolDefinition> definitions(List<ToolSpec> tools) {
    return tools.stream()
        .map(t -> new ToolDefinition(t.name(), t.description(), t.schemaJson()))
        .toList();
  }

  @Override
  public String callText(ModelReply reply) {
    return reply.calls().isEmpty()
        ? ""
        : "{\"name\": \"%s\", \"arguments\": %s}"
            .formatted(reply.calls().getFirst().name(), reply.calls().getFirst().arguments());
  }
}
