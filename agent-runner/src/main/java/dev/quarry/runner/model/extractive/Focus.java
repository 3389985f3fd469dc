package dev.quarry.runner.model.extractive;

import java.util.List;

/** Where a sentence says what is asked about: the place of "born" in "he was born in Rome". */
final class Focus {
  static final int FAR = 20;

  private final List<Word> words;
  private final int position;

  Focus(QuestionAnalysis question, Passage passage) {
    this.words = passage.words();
    int found = -1;
    for (Term term : question.of(Term.Role.FOCUS)) {
      if (!term.name()) {
        found = Math.max(found, first(term));
      }
    }
    this.position = found;
  }

  private int first(Term term) {
    for (Word word : words) {
      if (Words.related(word.key(), term.key())) {
        return word.start();
      }
    }
    return -1;
  }

  /** Offset of the word; -1 when the sentence has none. */
  int position() {
    return position;
  }

  /** Words from it to an offset; {@link #FAR} when that is far or there is no such word. */
  int distance(int offset) {
    if (position < 0) {
      return FAR;
    }
    int from = Math.min(position, offset);
    int to = Math.max(position, offset);
    long between = words.stream().filter(w -> w.start() > from && w.start() <= to).count();
    return (int) Math.min(between, FAR);
  }
}
