package dev.quarry.runner.model.extractive;

import java.util.List;

/** How much of what a question says a set of sentences has. */
final class Coverage {
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
      boolean titled =
          passage.titleKeys().contains(key) || Words.relatedToAny(key, passage.titleKeys());
      credits[i] = passage.has(key) ? 1 : titled ? TITLE_CREDIT : 0;
    }
    return credits;
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
