package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the user said, as prompts tell it.
 *
 * @param answer to the question that was asked before the search; empty when none was
 * @param messages all else, in order
 */
record UserText(String answer, List<String> messages) {
  /** Ends the question of a history, where something was settled about it. */
  private static final String SETTLED = "\n\n# Settled with the user before the search\n";

  private static final Pattern ENDING = Pattern.compile("[.?!:\\s]+$");
  private static final String MESSAGE = "user_message";
  private static final String ASKED_END = "</asked_user>";

  UserText {
    messages = List.copyOf(messages);
  }

  /**
   * @param text of the platform, with the user's words in their blocks
   */
  static UserText of(String text) {
    int asked = text.indexOf(ASKED_END);
    if (asked < 0) {
      return new UserText("", said(text));
    }
    List<String> messages = new ArrayList<>(said(text.substring(0, asked)));
    List<String> after = said(text.substring(asked));
    messages.addAll(after.subList(Math.min(1, after.size()), after.size()));
    return new UserText(after.isEmpty() ? "" : after.getFirst(), messages);
  }

  private static List<String> said(String text) {
    return Tagged.all(text, MESSAGE).stream()
        .map(Sentences::collapse)
        .filter(message -> !message.isEmpty())
        .toList();
  }

  /**
   * @return the first message of a history without what was settled about it
   */
  static String question(String first) {
    int settled = first.lastIndexOf(SETTLED);
    return settled < 0 ? first : first.substring(0, settled);
  }

  /**
   * @return a question with the answer that says what it means
   */
  String clarified(String question) {
    return answer.isEmpty()
        ? question
        : ENDING.matcher(question.strip()).replaceFirst("") + ": " + answer;
  }
}
