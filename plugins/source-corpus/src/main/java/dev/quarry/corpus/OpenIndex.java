package dev.quarry.corpus;

import dev.quarry.sdk.CorpusFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** One index, read as it was last committed. Takes no lock: whoever writes to it goes on. */
final class OpenIndex implements AutoCloseable {
  /** A state of the index that stays the same until it is closed. */
  static final class View implements AutoCloseable {
    private final CorpusFolder corpus;
    private final SearcherManager owner;
    private final IndexSearcher searcher;

    private View(CorpusFolder corpus, SearcherManager owner, IndexSearcher searcher) {
      this.corpus = corpus;
      this.owner = owner;
      this.searcher = searcher;
    }

    CorpusFolder corpus() {
      return corpus;
    }

    IndexSearcher searcher() {
      return searcher;
    }

    @Override
    public void close() {
      try {
        owner.release(searcher);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Opened(Directory directory, SearcherManager manager) {}

  private final Path folder;
  private @Nullable Opened opened;

  OpenIndex(Path folder) {
    this.folder = folder;
  }

  /**
   * @return empty when there is no index yet, or it is broken or of another version
   */
  synchronized Optional<View> view(CorpusFolder corpus) throws IOException {
    try {
      return BrokenIndexException.check(() -> current(corpus));
    } catch (BrokenIndexException e) { // rebuilt under our feet, perhaps: from the start
      close();
    }
    try {
      return BrokenIndexException.check(() -> current(corpus));
    } catch (BrokenIndexException e) {
      close();
      return Optional.empty();
    }
  }

  private Optional<View> current(CorpusFolder corpus) throws IOException {
    if (opened == null && !Files.isDirectory(folder)) {
      return Optional.empty();
    }
    var view = refreshed(corpus);
    if (!isLatest(view)) { // thrown away and built anew under the same file names
      view.close();
      close();
      view = refreshed(corpus);
    }
    if (hasOurVersion(view)) {
      return Optional.of(view);
    }
    view.close();
    return Optional.empty();
  }

  private View refreshed(CorpusFolder corpus) throws IOException {
    Opened now = opened;
    if (now == null) {
      now = open();
      opened = now;
    } else {
      now.manager().maybeRefreshBlocking();
    }
    return new View(corpus, now.manager(), now.manager().acquire());
  }

  /** Lucene's refresh goes by a counter that begins anew with the index; the id tells. */
  private static boolean isLatest(View view) throws IOException {
    var reader = (StandardDirectoryReader) view.searcher().getIndexReader();
    byte[] latest = SegmentInfos.readLatestCommit(reader.directory()).getId();
    return Arrays.equals(latest, reader.getSegmentInfos().getId());
  }

  private Opened open() throws IOException {
    Directory directory = FSDirectory.open(folder);
    try {
      return new Opened(directory, new SearcherManager(directory, null));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static boolean hasOurVersion(View view) throws IOException {
    var reader = (DirectoryReader) view.searcher().getIndexReader();
    String version = reader.getIndexCommit().getUserData().get(IndexFormat.VERSION_KEY);
    return IndexFormat.VERSION.equals(version);
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      try (Directory directory = opened.directory()) {
        opened.manager().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      opened = null;
    }
  }
}
