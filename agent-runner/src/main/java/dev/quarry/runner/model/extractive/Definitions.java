package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Set;

/** Tells sentences that say what something is or does from those that only speak of it. */
final class Definitions {
  private static final Set<String> SAYING =
      Set.of("is", "are", "means", "mean", "refers", "stands", "describes", "denotes");
  private static final int NEAR = 4;
  private static final double SUBJECT = 0.5;

  private Definitions() {}

  /**
   * @param lead whether it is the first sentence under its heading
   * @return 1 when it stands first under a heading that names nothing else, or begins with what is
   *     asked about and goes on with "is"; {@value #SUBJECT} when it only begins so; else 0
   */
  static double score(Passage passage, QuestionAnalysis question, boolean lead) {
    if (lead && headed(passage, question)) {
      return 1;
    }
    Set<String> asked = question.keys();
    List<Word> words = passage.words();
    int last = -1;
    for (int i = 0; i < words.size(); i++) {
      if (asked.contains(words.get(i).key())) {
        last = i;
      } else if (last < 0 && !words.get(i).stop()) {
        return 0;
      } else if (last >= 0 && SAYING.contains(words.get(i).lower())) {
        return i - last <= NEAR ? 1 : SUBJECT;
      }
    }
    boolean dash = last >= 0 && Outline.defines(passage.plain());
    return dash ? 1 : last >= 0 ? SUBJECT : 0;
  }

  /** Stands under a heading that names what is asked about and nothing else. */
  static boolean headed(Passage passage, QuestionAnalysis question) {
    return names(Outline.head(passage.evidence().section()), question.keys());
  }

  /**
   * @param head of a heading
   * @param asked keys
   * @return whether it names that and at most one word more
   */
  static boolean names(String head, Set<String> asked) {
    Set<String> keys = Words.contentKeys(head);
    if (asked.isEmpty() || !keys.containsAll(asked)) {
      return false;
    }
    boolean identifier = asked.size() == 1 && Word.identifier(asked.iterator().next());
    return identifier
        ? head.toLowerCase(java.util.Locale.ROOT).endsWith(asked.iterator().next())
        : keys.size() <= asked.size() + 1;
  }
}
