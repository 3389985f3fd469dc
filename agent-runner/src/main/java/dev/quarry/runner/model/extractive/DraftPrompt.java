package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Optional;

/** Reads prompts from before the search, which ask for a question to the user or for a plan. */
final class DraftPrompt {
  private static final String REQUEST = "user_request";
  private static final int FEW_WORDS = 2;

  private DraftPrompt() {}

  /**
   * @param text of the only message
   * @return empty when it is a prompt of another kind
   */
  static Optional<Assignment> read(String text) {
    Optional<String> request = Tagged.first(text, REQUEST).map(String::strip);
    if (request.isEmpty() || request.get().isEmpty()) {
      return Optional.empty();
    }
    String around = Tagged.without(text, REQUEST);
    UserText user = UserText.of(around);
    String question = user.clarified(request.get());
    if (around.contains("<clear/>")) {
      return Optional.of(new Assignment.Clarifying(question));
    }
    return around.contains("<plan>")
        ? Optional.of(new Assignment.Planning(question, user.messages()))
        : Optional.empty();
  }

  /** A form for the user to judge: the searches that research would begin with. */
  static String plan(List<String> queries) {
    var lines = new StringBuilder("<plan>\n");
    int number = 1;
    for (String query : queries) {
      lines
          .append(number++)
          .append(". Search for “")
          .append(ReplyWriter.safe(query))
          .append("”.\n");
    }
    return lines
        .append(number)
        .append(". Read the pages that fit best, and follow the names that they give.\n")
        .append(number + 1)
        .append(". Answer with quoted sentences, or say that the sources do not tell.\n</plan>")
        .toString();
  }

  /** A word or two say at best what it is about, and not what is asked. */
  static String clarification(String request) {
    List<Word> words = Words.of(request);
    List<String> subject = words.stream().filter(w -> !w.stop()).map(Word::surface).toList();
    if (words.size() > FEW_WORDS || subject.size() > 1) {
      return "<clear/>";
    }
    return subject.isEmpty()
        ? "<question>What do you want to know?</question>"
        : "<question>What do you want to know about “%s”?</question>".formatted(subject.getFirst());
  }
}
