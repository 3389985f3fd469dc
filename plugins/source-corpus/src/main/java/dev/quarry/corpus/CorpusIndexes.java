package dev.quarry.corpus;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The indexes that were read since the plugin started; each stays open until it is stopped. */
final class CorpusIndexes implements AutoCloseable {
  private final ConcurrentHashMap<Path, OpenIndex> open = new ConcurrentHashMap<>();

  /**
   * @return where the index of a folder lies
   */
  static Path folder(CorpusFolder corpus) {
    return corpus.workDir().resolve("lucene");
  }

  /**
   * @return the index as it was last committed, by whichever process; to be closed. Empty when
   *     there is none that can be used.
   */
  Optional<OpenIndex.View> view(CorpusFolder corpus) throws InterruptedException {
    OpenIndex index = open.computeIfAbsent(folder(corpus), OpenIndex::new);
    try {
      return index.view(corpus);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while reading an index");
      }
      throw new ToolException(
          FailureCode.UPSTREAM, "the index of '" + corpus.name() + "' cannot be read: " + e, e);
    }
  }

  @Override
  public void close() {
    List.copyOf(open.values()).forEach(OpenIndex::close);
    open.clear();
  }
}
