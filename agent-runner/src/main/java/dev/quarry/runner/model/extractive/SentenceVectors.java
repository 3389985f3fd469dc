package dev.quarry.runner.model.extractive;

/** Compares texts by meaning. */
@FunctionalInterface
interface SentenceVectors {
  /** Knows no meanings: ranking is by words alone. */
  SentenceVectors NONE = (a, b) -> 0;

  /**
   * @return cosine of the two texts' vectors, rounded to 1/1,000; 0 when it cannot be told
   * @throws InterruptedException when cancelled
   */
  double similarity(String a, String b) throws InterruptedException;
}
