package dev.quarry.corpus;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Spreads a bounded number of vectors over the documents, so that under {@code auto} a big folder
 * has some for each document instead of many for the first ones. What a short document leaves over
 * goes to those after it.
 */
final class VectorShare {
  private final CorpusSettings settings;
  private final int documents;
  private long used;

  /**
   * @param documents how many the folder has
   * @param known what the index holds of them already
   */
  VectorShare(CorpusSettings settings, int documents, Collection<IndexFormat.FileState> known) {
    this.settings = settings;
    this.documents = documents;
    this.used = known.stream().mapToLong(IndexFormat.FileState::vectors).sum();
  }

  /**
   * @param index of the document, from 0
   * @param replaced what the index held of it
   * @return how many of its passages may have a vector: the first ones
   */
  int grant(int index, IndexFormat.@Nullable FileState replaced) {
    used -= replaced == null ? 0 : replaced.vectors();
    long limit = settings.embedMaxPassages();
    return switch (settings.embeddings()) {
      case OFF -> 0;
      case ON -> Integer.MAX_VALUE;
      case AUTO -> (int) Math.max(limit / documents, limit * (index + 1) / documents - used);
    };
  }

  /** Counts what came of a grant. */
  void use(int vectors) {
    used += vectors;
  }
}
