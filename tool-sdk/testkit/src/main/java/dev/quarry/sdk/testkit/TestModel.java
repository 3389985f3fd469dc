package dev.quarry.sdk.testkit;

import dev.quarry.sdk.ModelAccess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model whose replies the test decides. Counts words as tokens. */
final class TestModel implements ModelAccess {
  private static final Pattern WORD = Pattern.compile("\\S+");

  private final UnaryOperator<String> replies;
  private final List<String> prompts = new CopyOnWriteArrayList<>();

  /**
   * @param replies from prompt to reply; may throw {@link dev.quarry.sdk.ToolException}
   */
  TestModel(UnaryOperator<String> replies) {
    this.replies = replies;
  }

  List<String> prompts() {
    return List.copyOf(prompts);
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public String complete(String prompt, double temperature) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled");
    }
    prompts.add(prompt);
    return replies.apply(prompt);
  }

  @Override
  public String truncate(String text, int maxTokens) {
    Matcher words = WORD.matcher(text);
    int end = 0;
    for (int i = 0; i < maxTokens && words.find(); i++) {
      end = words.end();
    }
    return words.find() ? text.substring(0, end) : text;
  }
}
