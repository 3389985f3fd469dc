package dev.quarry.runner.protocol;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ToolDefinition;
import java.util.List;
import java.util.Optional;

/**
 * Calls as {@code <tool_call>} in the text, of which only the first counts; observations as user
 * messages that start with {@code <tool_response>} and end with {@code </tool_response>}, which is
 * how the chat templates of the Qwen3 family recognise them (Tongyi DeepResearch inference code).
 */
public final class TagsProtocol implements CallProtocol {
  static final TagsProtocol INSTANCE = new TagsProtocol();

  private TagsProtocol() {}

  @Override
  public ParsedReply parse(ModelReply reply) {
    ParsedReply inContent = parse(reply.content());
    if (!inContent.calls().isEmpty() || inContent.answer().isPresent()) {
      return inContent;
    }
    return Optional.ofNullable(reply.reasoning())
        .map(TagsProtocol::parse)
        .filter(p -> !p.calls().isEmpty() || p.answer().isPresent())
        .map(
            p ->
                new ParsedReply(
                    p.calls(),
                    p.answer(),
                    inContent.report().or(p::report),
                    inContent.text().isEmpty() ? p.text() : inContent.text()))
        .orElse(inContent);
  }

  private static ParsedReply parse(String content) {
    String text = Tags.withoutThinking(Tags.beforeEcho(content.replace("\r\n", "\n")));
    List<ParsedCall> calls =
        Tags.first(text, Tags.TOOL_CALL).map(CallJson::readBlock).map(List::of).orElse(List.of());
    return new ParsedReply(
        calls,
        Tags.first(text, Tags.ANSWER).filter(a -> !a.isEmpty()),
        Tags.first(text, Tags.REPORT).filter(r -> !r.isEmpty()),
        text);
  }

  @Override
  public Message.Assistant assistant(ModelReply reply) {
    return new Message.Assistant(Tags.beforeEcho(reply.content()), List.of());
  }

  @Override
  public List<Message> observations(Round round) {
    return round.results().stream()
        .<Message>map(r -> new Message.User(wrapped(r.content())))
        .toList();
  }

  /**
   * @return an observation between its tags, unable to leave them
   */
  static String wrapped(String observation) {
    return "<tool_response>\n" + Tags.defused(observation) + "\n</tool_response>";
  }

  @Override
  public List<ToolDefinition> definitions(List<ToolSpec> tools) {
    return List.of();
  }

  @Override
  public String callText(ModelReply reply) {
    String text = Tags.withoutThinking(Tags.beforeEcho(reply.content()));
    return Tags.first(text, Tags.TOOL_CALL)
        .or(
            () ->
                Optional.ofNullable(reply.reasoning()).flatMap(r -> Tags.first(r, Tags.TOOL_CALL)))
        .orElse("");
  }
}
