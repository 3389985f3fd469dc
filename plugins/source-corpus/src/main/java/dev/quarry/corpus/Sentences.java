package dev.quarry.corpus;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where sentences and paragraphs end. */
final class Sentences {
  private Sentences() {}

  /**
   * Cuts a text into spans of at most a length: sentences (which also end at a blank line), and
   * pieces of a sentence that is longer, cut at white space where there is some.
   *
   * @param maxChars at least 2
   * @return in order, without leading or trailing white space; nothing but white space lies between
   *     and around them
   */
  static List<Span> of(String text, int maxChars) {
    List<Span> spans = new ArrayList<>();
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(text);
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      addParagraphs(text, start, end, maxChars, spans);
      start = end;
    }
    return spans;
  }

  private static void addParagraphs(
      String text, int start, int end, int maxChars, List<Span> into) {
    int from = start;
    while (from < end) {
      int blank = text.indexOf("\n\n", from);
      int to = blank < 0 || blank >= end ? end : blank + 2;
      addPieces(text, from, to, maxChars, into);
      from = to;
    }
  }

  private static void addPieces(String text, int start, int end, int maxChars, List<Span> into) {
    int from = start;
    int to = end;
    while (true) {
      while (from < to && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      if (from == to) {
        return;
      }
      int cut = to - from <= maxChars ? to : cut(text, from, from + maxChars);
      into.add(new Span(from, cut).strip(text));
      from = cut;
    }
  }

  /**
   * The last white space of the second half, else the limit itself, never inside a surrogate pair.
   */
  private static int cut(String text, int from, int limit) {
    for (int at = limit; at > from + (limit - from) / 2; at--) {
      if (Character.isWhitespace(text.charAt(at))) {
        return at;
      }
    }
    return Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
  }
}
