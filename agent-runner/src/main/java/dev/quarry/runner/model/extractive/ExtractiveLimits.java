package dev.quarry.runner.model.extractive;

/**
 * Bounds of the extractive model.
 *
 * @param toolCalls it makes by itself before it answers from what it has
 * @param queries in one search
 * @param pages in one visit
 * @param reportTokens of an IterResearch report
 * @param pageSentences it reads of one page; the rest is not looked at
 * @param comparedByMeaning sentences of a page that are embedded, the best by words
 * @param extracted sentences it hands on of one page
 * @param cachedVectors kept in memory, about 1.6 KB each
 */
public record ExtractiveLimits(
    int toolCalls,
    int queries,
    int pages,
    int reportTokens,
    int pageSentences,
    int comparedByMeaning,
    int extracted,
    int cachedVectors) {
  public static final ExtractiveLimits DEFAULT =
      new ExtractiveLimits(8, 3, 2, 5_000, 20_000, 32, 12, 4_096);

  public ExtractiveLimits {
    atLeastOne("toolCalls", toolCalls);
    atLeastOne("queries", queries);
    atLeastOne("pages", pages);
    atLeastOne("reportTokens", reportTokens);
    atLeastOne("pageSentences", pageSentences);
    atLeastOne("comparedByMeaning", comparedByMeaning);
    atLeastOne("extracted", extracted);
    atLeastOne("cachedVectors", cachedVectors);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", accepted is 1 or more");
    }
  }
}
