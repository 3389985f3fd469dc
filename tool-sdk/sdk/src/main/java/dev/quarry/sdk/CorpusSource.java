package dev.quarry.sdk;

/**
 * A {@link SearchSource} over {@link CorpusFolder}s that wants to prepare each one – build or
 * refresh its index – before jobs ask.
 */
public interface CorpusSource extends SearchSource {
  /**
   * Brings the index of one folder up to date. Incremental: files that did not change cost nothing.
   * Only one call at a time is made for a folder.
   *
   * @param folder the folder, also the only one in {@link CallContext#corpora()}
   * @param progress told after each file
   * @throws ToolException {@link FailureCode#NOT_FOUND} when the folder is missing or holds no
   *     readable document
   * @throws InterruptedException when the work was cancelled; what was done so far is kept
   */
  CorpusSummary index(CorpusFolder folder, CorpusProgress progress, CallContext context)
      throws InterruptedException;

  /** How far the indexing is. */
  @FunctionalInterface
  interface CorpusProgress {
    /**
     * @param done files looked at so far
     * @param total files found
     * @param file the one just done, relative to the folder
     */
    void update(int done, int total, String file);
  }

  /**
   * What is in the index now.
   *
   * @param documents how many can be found
   * @param passages how many passages they were cut into
   * @param skipped files that could not be read, as {@code path: reason}, at most 100
   */
  record CorpusSummary(int documents, int passages, java.util.List<String> skipped) {
    public CorpusSummary {
      skipped = java.util.List.copyOf(skipped);
    }
  }
}
