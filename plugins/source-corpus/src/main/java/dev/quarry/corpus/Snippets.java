package dev.quarry.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Cuts a passage to what a result list shows: whole sentences around the words asked for. */
final class Snippets {
  /** Longest snippet, in characters. */
  static final int LONGEST = 500;

  private final Analyzer analyzer;
  private final Set<String> wanted;

  /**
   * @param words as they were searched for
   */
  Snippets(Analyzer analyzer, String words) {
    this.analyzer = analyzer;
    this.wanted = terms(words);
  }

  /**
   * @return the run of sentences with most of the wanted words, the first of equally good ones;
   *     line breaks folded to spaces
   */
  String of(String passage) {
    List<Span> sentences = Sentences.of(passage, LONGEST);
    String best = "";
    int most = -1;
    for (int first = 0; first < sentences.size(); first++) {
      int last = first;
      int start = sentences.get(first).start();
      while (last + 1 < sentences.size() && sentences.get(last + 1).end() - start <= LONGEST) {
        last++;
      }
      String run = passage.substring(start, sentences.get(last).end());
      Set<String> held = terms(run);
      held.retainAll(wanted);
      if (held.size() > most) {
        most = held.size();
        best = run;
      }
    }
    return best.replaceAll("\\s+", " ");
  }

  private Set<String> terms(String text) {
    Set<String> terms = new HashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(IndexFormat.BODY, text)) {
      var term = tokens.getAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
      return terms;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads a string: cannot happen
    }
  }
}
