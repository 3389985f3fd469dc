package dev.quarry.corpus;

import java.util.ArrayList;
import java.util.List;

/** Cuts a document into what is searched for: a few whole sentences each. */
final class Passages {
  private Passages() {}

  /**
   * Sentences are gathered while they fit; a passage that is long enough (half the limit) also ends
   * with its paragraph.
   *
   * @param maxChars the longest passage
   * @return in order, not overlapping; only white space lies between them
   */
  static List<Span> of(String text, int maxChars) {
    List<Span> passages = new ArrayList<>();
    Span open = new Span(0, 0);
    for (Span sentence : Sentences.of(text, maxChars)) {
      boolean fits = sentence.end() - open.start() <= maxChars;
      boolean full = open.length() >= maxChars / 2 && newParagraph(text, open, sentence);
      if (open.length() == 0) {
        open = sentence;
      } else if (fits && !full) {
        open = new Span(open.start(), sentence.end());
      } else {
        passages.add(open);
        open = sentence;
      }
    }
    if (open.length() > 0) {
      passages.add(open);
    }
    return passages;
  }

  private static boolean newParagraph(String text, Span before, Span after) {
    int blank = text.indexOf("\n\n", before.end());
    return blank >= 0 && blank < after.start();
  }
}
