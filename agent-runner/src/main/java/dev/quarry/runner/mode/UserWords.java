package dev.quarry.runner.mode;

import dev.quarry.core.trajectory.Dialogue;
import dev.quarry.core.trajectory.Step;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.protocol.Tags;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * What the user said, as it stands in prompts: unable to leave its block, nothing where nothing.
 */
final class UserWords {
  private static final PromptTemplate MESSAGE = PromptTemplate.load("react-message");
  private static final PromptTemplate MESSAGES = PromptTemplate.load("messages");
  private static final String LEFT_OUT = "(Earlier messages are left out.)";

  private UserWords() {}

  /**
   * @return a message at its place in a history
   */
  static String message(Step.InputReceived said) {
    return MESSAGE.fill(Map.of("message", block(said)));
  }

  /**
   * @param maxTokens of all messages together; the latest ones are kept
   * @return all messages so far, as a section of a workspace; empty when there is none
   */
  static String section(Dialogue dialogue, TokenCounter tokens, int maxTokens) {
    List<Step.InputReceived> messages = dialogue.messages();
    if (messages.isEmpty()) {
      return "";
    }
    Deque<String> kept = new ArrayDeque<>();
    int left = maxTokens;
    for (Step.InputReceived message : messages.reversed()) {
      String block = block(message);
      int size = tokens.count(block);
      if (size > left) {
        kept.addFirst(LEFT_OUT);
        break;
      }
      kept.addFirst(block);
      left -= size;
    }
    return "\n" + MESSAGES.fill(Map.of("messages", String.join("\n", kept))) + "\n";
  }

  private static String block(Step.InputReceived said) {
    return Tags.block(Tags.USER_MESSAGE, said.message());
  }
}
