package dev.quarry.corpus;

import dev.quarry.corpus.FolderWalk.Found;
import dev.quarry.corpus.IndexFormat.FileState;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does the heavy work – parsing, embedding – on a few platform threads, reading a few files ahead
 * of the one that is wanted.
 */
final class ReadAhead implements AutoCloseable {
  private static final int AHEAD_PER_THREAD = 2;

  private final CorpusSettings settings;
  private final DocumentReader reader;
  private final Map<String, FileState> states;
  private final Iterator<Found> changed;
  private final ExecutorService pool;
  private final ArrayDeque<Future<Reading>> ahead = new ArrayDeque<>();

  ReadAhead(CorpusSettings settings, List<Found> files, Map<String, FileState> states) {
    this.settings = settings;
    this.reader = new DocumentReader(settings);
    this.states = states;
    this.changed = files.stream().filter(this::isChanged).iterator();
    this.pool =
        Executors.newFixedThreadPool(
            settings.indexThreads(),
            Thread.ofPlatform().daemon().name("corpus-reader-", 1).factory());
  }

  private boolean isChanged(Found found) {
    FileState state = states.get(found.path());
    return state == null || !state.unchanged(found);
  }

  /**
   * @return the next file of those that are new or look changed, in their order
   * @throws java.util.NoSuchElementException after the last
   */
  Reading next() throws InterruptedException {
    while (changed.hasNext() && ahead.size() <= settings.indexThreads() * AHEAD_PER_THREAD) {
      Found found = changed.next();
      FileState state = states.get(found.path());
      String hash = state == null ? "" : state.hash();
      ahead.add(pool.submit(() -> reader.read(found, hash)));
    }
    return result(ahead.remove());
  }

  /**
   * @return vectors of the document's first passages, at most so many
   */
  List<float[]> embed(Reading.Readable read, int most, Embedder embedder)
      throws InterruptedException {
    List<Future<float[]>> pending = new ArrayList<>();
    for (Span passage : read.passages().subList(0, Math.min(most, read.passages().size()))) {
      String text = read.title() + ". " + passage.of(read.text());
      pending.add(pool.submit(() -> embedder.embed(text, settings.embedMaxTokens())));
    }
    List<float[]> vectors = new ArrayList<>();
    for (Future<float[]> vector : pending) {
      vectors.add(result(vector));
    }
    return vectors;
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new ToolException(
          FailureCode.UPSTREAM, "indexing failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    pool.close();
  }
}
