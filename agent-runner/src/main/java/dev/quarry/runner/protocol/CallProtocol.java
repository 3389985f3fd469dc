package dev.quarry.runner.protocol;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ToolDefinition;
import java.util.List;

/** How calls are written by a model and shown to it. */
public sealed interface CallProtocol permits TagsProtocol, NativeProtocol {
  static CallProtocol of(Protocol protocol) {
    return switch (protocol) {
      case TAGS -> TagsProtocol.INSTANCE;
      case NATIVE -> NativeProtocol.INSTANCE;
    };
  }

  ParsedReply parse(ModelReply reply);

  /**
   * @return the reply as it stands in the history
   */
  Message.Assistant assistant(ModelReply reply);

  /**
   * @return a round's observations as they stand in the history, in call order
   */
  List<Message> observations(Round round);

  /**
   * @return what goes into the request's {@code tools}; empty where tools are told in the text
   */
  List<ToolDefinition> definitions(List<ToolSpec> tools);

  /**
   * @return the call of a round as JSON text, for a prompt that shows only the last one; empty when
   *     there was none
   */
  String callText(ModelReply reply);
}
