package dev.quarry.runner.engine;

import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import java.util.List;

/**
 * Tokens of the prompts of one rollout, one after the other. A history grows at its end, so a
 * message that stood in the same place of the prompt before is not counted again. For one thread.
 */
final class PromptSize {
  private final TokenCounter tokens;
  private List<Message> counted = List.of();
  private int[] counts = {};

  PromptSize(TokenCounter tokens) {
    this.tokens = tokens;
  }

  /** Tokens of one prompt: the sum over its messages, found out when it has to be known. */
  final class Size {
    private final Prompt prompt;

    private Size(Prompt prompt) {
      this.prompt = prompt;
    }

    /** Counts only where the length leaves it open. */
    boolean exceeds(long limit) {
      return atMost() > limit && exact() > limit;
    }

    int exact() {
      return count(prompt);
    }

    private long atMost() {
      return prompt.messages().stream().mapToLong(m -> tokens.atMost(m.content())).sum();
    }
  }

  Size of(Prompt prompt) {
    return new Size(prompt);
  }

  private int count(Prompt prompt) {
    List<Message> messages = prompt.messages();
    var sizes = new int[messages.size()];
    int sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      String content = messages.get(i).content();
      boolean known = i < counts.length && counted.get(i).content().equals(content);
      sizes[i] = known ? counts[i] : tokens.count(content);
      sum += sizes[i];
    }
    counted = messages;
    counts = sizes;
    return sum;
  }
}
