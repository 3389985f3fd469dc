package dev.quarry.corpus;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The index of one folder, open for writing. Lucene works on a thread of its own, because an
 * interrupt while it writes would close its files and lose what is not committed yet.
 */
final class IndexWriting implements AutoCloseable {
  /** What an index holds. */
  record Counts(int documents, int passages) {}

  private static final double BUFFER_MEGABYTES = 48;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("corpus-index-writer").factory());
  private final Directory directory;
  private final Analyzer analyzer = new CorpusAnalyzer();
  private final IndexWriter writer;

  private IndexWriting(Path folder, String fingerprint, boolean anew)
      throws IOException, BrokenIndexException {
    @Nullable Directory opened = null;
    try {
      opened = onThread(() -> FSDirectory.open(Files.createDirectories(folder)));
      directory = opened;
      if (anew) {
        onThread(this::wipe);
      }
      writer = onThread(() -> open(fingerprint));
    } catch (IOException | BrokenIndexException | RuntimeException e) {
      thread.shutdown();
      analyzer.close();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
  }

  /**
   * @param fingerprint an index made with another one is built anew
   * @param anew whether to throw away what is there
   * @throws ToolException {@link FailureCode#UPSTREAM} when somebody else is writing to it
   */
  static IndexWriting open(Path folder, String fingerprint, boolean anew)
      throws IOException, BrokenIndexException {
    try {
      return new IndexWriting(folder, fingerprint, anew);
    } catch (LockObtainFailedException e) {
      throw new ToolException(
          FailureCode.UPSTREAM,
          "this corpus is being indexed by another process; try again when that is done",
          e);
    }
  }

  private int wipe() throws IOException {
    try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      for (String file : directory.listAll()) {
        lock.ensureValid();
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
      return directory.listAll().length;
    }
  }

  private IndexWriter open(String fingerprint) throws IOException {
    var config =
        new IndexWriterConfig(analyzer)
            .setRAMBufferSizeMB(BUFFER_MEGABYTES)
            .setMergeScheduler(new SerialMergeScheduler())
            .setCommitOnClose(false)
            .setOpenMode(fits(fingerprint) ? OpenMode.APPEND : OpenMode.CREATE);
    var opened = new IndexWriter(directory, config);
    opened.setLiveCommitData(
        Map.of(
                IndexFormat.VERSION_KEY,
                IndexFormat.VERSION,
                IndexFormat.FINGERPRINT_KEY,
                fingerprint)
            .entrySet());
    return opened;
  }

  private boolean fits(String fingerprint) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return false;
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      Map<String, String> data = reader.getIndexCommit().getUserData();
      return IndexFormat.VERSION.equals(data.get(IndexFormat.VERSION_KEY))
          && fingerprint.equals(data.get(IndexFormat.FINGERPRINT_KEY));
    }
  }

  /**
   * @return what is remembered of each file, by path
   */
  Map<String, IndexFormat.FileState> states() throws IOException, BrokenIndexException {
    return onThread(
        () -> {
          Map<String, IndexFormat.FileState> states = new TreeMap<>();
          try (DirectoryReader reader = DirectoryReader.open(writer)) {
            var stored = reader.storedFields();
            Bits live = MultiBits.getLiveDocs(reader);
            PostingsEnum found =
                MultiTerms.getTermPostingsEnum(
                    reader, IndexFormat.KIND, new BytesRef(IndexFormat.KIND_STATE));
            while (found != null && found.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
              if (live == null || live.get(found.docID())) {
                IndexFormat.FileState state = IndexFormat.state(stored.document(found.docID()));
                states.put(state.path(), state);
              }
            }
          }
          return states;
        });
  }

  /** Puts a file in the place of what was there under its path. */
  void put(String path, Iterable<Document> block) throws IOException, BrokenIndexException {
    onThread(() -> writer.updateDocuments(IndexFormat.path(path), block));
  }

  /** Replaces the state alone. */
  void put(IndexFormat.FileState state) throws IOException, BrokenIndexException {
    Term term = new Term(IndexFormat.STATE, state.path());
    onThread(() -> writer.updateDocument(term, IndexFormat.state(state)));
  }

  void remove(String path) throws IOException, BrokenIndexException {
    onThread(() -> writer.deleteDocuments(IndexFormat.path(path)));
  }

  void commit() throws IOException, BrokenIndexException {
    onThread(writer::commit);
  }

  Counts counts() throws IOException, BrokenIndexException {
    return onThread(
        () -> {
          try (DirectoryReader reader = DirectoryReader.open(writer)) {
            var all = new IndexSearcher(reader);
            return new Counts(
                all.count(new TermQuery(new Term(IndexFormat.KIND, IndexFormat.KIND_FILE))),
                all.count(new TermQuery(new Term(IndexFormat.KIND, IndexFormat.KIND_PASSAGE))));
          }
        });
  }

  /** Waits through interrupts and keeps them for later: a write is never left half done. */
  private <T> T onThread(BrokenIndexException.IndexWork<T> work)
      throws IOException, BrokenIndexException {
    Future<T> future = thread.submit(work::run);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(ExecutionException e) throws BrokenIndexException {
    return switch (e.getCause()) {
      case IOException io -> BrokenIndexException.sorted(io);
      case RuntimeException runtime -> throw BrokenIndexException.sorted(runtime);
      case Error error -> throw error;
      case null, default -> new IOException(e);
    };
  }

  /** Closes without committing: what is worth keeping was committed. */
  @Override
  public void close() throws IOException {
    try {
      onThread(
          () -> {
            writer.close();
            return writer.isOpen();
          });
    } catch (BrokenIndexException e) {
      throw new IOException(e);
    } finally {
      thread.shutdown();
      analyzer.close();
      directory.close();
    }
  }
}
