package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Set;

/** How much of what a question says a set of sentences has. */
final class Coverage {
  /** Credit for a word that only the heading above the sentence has. */
  private static final double SECTION_CREDIT = 0.9;

  /** Credit for the name of an option in the entry of another one. */
  private static final double MENTION_CREDIT = 0.6;

  /** Credit for a word that only the title of the page has. */
  private static final double TITLE_CREDIT = 0.85;

  private final List<Term> terms;

  Coverage(QuestionAnalysis question) {
    this.terms = question.terms();
  }

  /** Credit 0–1 for each term. */
  double[] of(Passage passage) {
    double[] credits = new double[terms.size()];
    for (int i = 0; i < credits.length; i++) {
      String key = terms.get(i).key();
      double identified = Word.identifier(key) ? ofIdentifier(key, passage) : 0;
      credits[i] =
          identified > 0
              ? identified
              : passage.has(key)
                  ? 1
                  : Words.in(key, passage.sectionKeys())
                      ? SECTION_CREDIT
                      : Words.in(key, passage.titleKeys()) ? TITLE_CREDIT : 0;
    }
    return credits;
  }

  /**
   * Credit for the name of an option or function, which only its own entry is about; elsewhere it
   * is mentioned in passing.
   */
  private static double ofIdentifier(String key, Passage passage) {
    String section = passage.evidence().section();
    boolean entry = !section.isEmpty() && Outline.entry(section);
    if (entry && Definitions.names(Outline.head(section), Set.of(key))) {
      return 1;
    }
    return passage.has(key) ? (entry ? MENTION_CREDIT : 1) : 0;
  }

  /** Full credit for the terms whose words a set has. */
  double[] of(Set<String> keys) {
    return terms.stream().mapToDouble(t -> Words.in(t.key(), keys) ? 1 : 0).toArray();
  }

  /** Share of a passage's own words that the question has, too: 1 says nothing else. */
  double density(Passage passage) {
    Set<String> own = passage.keys();
    long shared = own.stream().filter(k -> terms.stream().anyMatch(t -> t.key().equals(k))).count();
    return own.isEmpty() ? 0 : (double) shared / own.size();
  }

  static double[] union(double[] a, double[] b) {
    double[] union = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      union[i] = Math.max(a[i], b[i]);
    }
    return union;
  }

  /** Weighted share of all terms. */
  double share(double[] credits) {
    return share(credits, t -> true);
  }

  double share(double[] credits, java.util.function.Predicate<Term> which) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < credits.length; i++) {
      if (which.test(terms.get(i))) {
        sum += credits[i] * terms.get(i).weight();
        all += terms.get(i).weight();
      }
    }
    return all == 0 ? 1 : sum / all;
  }

  boolean hasRequired(double[] credits) {
    for (int i = 0; i < credits.length; i++) {
      if (terms.get(i).required() && credits[i] == 0) {
        return false;
      }
    }
    return true;
  }
}
