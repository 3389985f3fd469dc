package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranks sentences by shared words (BM25) and by meaning (embedding). */
final class SentenceRanker {
  private static final double WORDS = 0.55;
  private static final double MEANING = 0.45;

  private final SentenceVectors vectors;
  private final int comparedByMeaning;

  SentenceRanker(SentenceVectors vectors, int comparedByMeaning) {
    this.vectors = vectors;
    this.comparedByMeaning = comparedByMeaning;
  }

  /**
   * A sentence with its scores.
   *
   * @param index in the list that was ranked
   * @param words BM25 over the best one's, 0–1
   * @param meaning cosine; 0 when not compared
   * @param score of both, 0–1
   */
  record Ranked(int index, double words, double meaning, double score) {}

  /**
   * @return the best by words, ranked by both
   * @throws InterruptedException when cancelled
   */
  List<Ranked> rank(String wanted, List<String> sentences) throws InterruptedException {
    double[] words = WordRanking.scores(wanted, sentences);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble((Integer i) -> words[i]).reversed());
    List<Ranked> ranked = new ArrayList<>();
    for (int i : order.subList(0, Math.min(order.size(), comparedByMeaning))) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while ranking sentences");
      }
      double meaning = Math.max(0, vectors.similarity(wanted, sentences.get(i)));
      ranked.add(new Ranked(i, words[i], meaning, WORDS * words[i] + MEANING * meaning));
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }
}
