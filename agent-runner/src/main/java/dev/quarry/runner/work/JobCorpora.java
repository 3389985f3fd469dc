package dev.quarry.runner.work;

import dev.quarry.runner.engine.EngineListener;
import dev.quarry.sdk.CorpusFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The folders that a job may read, once their indexes are there. */
final class JobCorpora {
  private static final long LOOK_EVERY_MILLIS = 500;

  private final CorpusStore corpora;
  private final CorpusIndexing indexing;
  private final Path data;

  JobCorpora(CorpusStore corpora, CorpusIndexing indexing, Path data) {
    this.corpora = corpora;
    this.indexing = indexing;
    this.data = data;
  }

  /**
   * Waits for indexes that are being built, telling how far they are.
   *
   * @throws UnfitJobException when a corpus is gone or could not be indexed
   * @throws InterruptedException when cancelled meanwhile
   */
  List<CorpusFolder> folders(UUID tenantId, List<String> names, EngineListener listener)
      throws UnfitJobException, InterruptedException {
    var folders = new ArrayList<CorpusFolder>();
    for (String name : names) {
      CorpusStore.Row row = indexed(tenantId, name, listener);
      CorpusFolder folder = folder(data, row);
      indexing.makeLocal(row, folder);
      folders.add(folder);
    }
    return folders;
  }

  private CorpusStore.Row indexed(UUID tenantId, String name, EngineListener listener)
      throws UnfitJobException, InterruptedException {
    while (true) {
      CorpusStore.Row row =
          corpora
              .byName(tenantId, name)
              .orElseThrow(
                  () ->
                      new UnfitJobException(
                          "corpus-gone", "corpus \"%s\" does not exist any more".formatted(name)));
      switch (row.state()) {
        case "READY" -> {
          return row;
        }
        case "FAILED" ->
            throw new UnfitJobException(
                "corpus-failed",
                "corpus \"%s\" could not be indexed: %s".formatted(name, row.failure()));
        default ->
            listener.progress(
                0,
                "waiting for corpus %s (%d of %d files)".formatted(name, row.done(), row.total()));
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  static CorpusFolder folder(Path data, CorpusStore.Row row) {
    Path work = data.resolve("corpora").resolve(row.key().corpusId().toString());
    try {
      Files.createDirectories(work);
    } catch (IOException e) {
      throw new UncheckedIOException("folder for indexes cannot be made: " + work, e);
    }
    return new CorpusFolder(row.key().corpusId().toString(), row.name(), Path.of(row.path()), work);
  }
}
