package dev.quarry.runner.work;

import dev.quarry.core.tenancy.StorageException;
import dev.quarry.runner.plugin.DiscreetContext;
import dev.quarry.runner.plugin.LoadedCorpusSource;
import dev.quarry.runner.tool.IndexingContext;
import dev.quarry.runner.tool.ToolServices;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and refreshes the indexes of corpora: one runner a corpus, one corpus at a time. */
final class CorpusIndexing {
  private static final Logger LOG = LoggerFactory.getLogger(CorpusIndexing.class);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration TIMEOUT = Duration.ofHours(6);
  private static final long TELL_EVERY_NANOS = Duration.ofMillis(500).toNanos();

  private final CorpusStore corpora;
  private final ToolServices tools;
  private final String runner;
  private final Path data;

  CorpusIndexing(CorpusStore corpora, ToolServices tools, String runner, Path data) {
    this.corpora = corpora;
    this.tools = tools;
    this.runner = runner;
    this.data = data;
  }

  /** Indexes all corpora that wait for it. */
  void sweep() throws InterruptedException {
    for (CorpusStore.Key key : corpora.waiting()) {
      Optional<CorpusStore.Row> taken = corpora.take(key, runner, LEASE);
      if (taken.isPresent()) {
        index(taken.get());
      }
    }
  }

  private void index(CorpusStore.Row row) throws InterruptedException {
    CorpusStore.Key key = row.key();
    try {
      CorpusSummary summary = build(row, JobCorpora.folder(data, row), new Telling(key));
      corpora.ready(key, runner, summary);
      LOG.atInfo()
          .addKeyValue("corpus", row.name())
          .addKeyValue("documents", summary.documents())
          .log("corpus indexed");
    } catch (InterruptedException e) {
      corpora.giveBack(key, runner);
      throw e;
    } catch (ToolException e) {
      corpora.failed(key, runner, String.valueOf(e.getMessage()));
    } catch (StorageException e) {
      LOG.warn("corpus {} not indexed, it is tried again: {}", row.name(), e.getMessage());
    }
  }

  private CorpusSummary build(CorpusStore.Row row, CorpusFolder folder, Telling telling)
      throws InterruptedException {
    int documents = 0;
    int passages = 0;
    var skipped = new ArrayList<String>();
    List<LoadedCorpusSource> sources = tools.catalogue().get().corpusSources();
    if (sources.isEmpty()) {
      throw new ToolException(
          dev.quarry.sdk.FailureCode.NOT_CONFIGURED, "no plugin that indexes corpora is installed");
    }
    for (LoadedCorpusSource source : sources) {
      DiscreetContext context =
          IndexingContext.of(tools, row.key().tenantId(), folder, source.plugin().id(), TIMEOUT);
      CorpusSummary summary = source.index(folder, telling::update, context, TIMEOUT);
      documents += summary.documents();
      passages += summary.passages();
      summary.skipped().stream().map(context::redacted).forEach(skipped::add);
    }
    return new CorpusSummary(documents, passages, skipped);
  }

  /**
   * Builds the index on this machine where another one has built its own: data folders are not
   * shared between machines.
   */
  void makeLocal(CorpusStore.Row row, CorpusFolder folder)
      throws UnfitJobException, InterruptedException {
    try (var files = Files.list(folder.workDir())) {
      if (files.findAny().isPresent()) {
        return;
      }
    } catch (IOException e) {
      throw new UnfitJobException("corpus-failed", "index folder cannot be read: " + e);
    }
    try {
      build(row, folder, new Telling(row.key()));
    } catch (ToolException e) {
      throw new UnfitJobException(
          "corpus-failed",
          "corpus \"%s\" could not be indexed: %s".formatted(row.name(), e.getMessage()));
    }
  }

  /** Tells progress, not at each file. */
  private final class Telling {
    private final CorpusStore.Key key;
    private long last = System.nanoTime() - TELL_EVERY_NANOS;

    Telling(CorpusStore.Key key) {
      this.key = key;
    }

    void update(int done, int total, String file) {
      long now = System.nanoTime();
      if (done < total && now - last < TELL_EVERY_NANOS) {
        return;
      }
      last = now;
      try {
        corpora.progress(key, runner, done, total, LEASE);
      } catch (StorageException e) {
        LOG.debug("progress of a corpus not told: {}", e.getMessage());
      }
    }
  }
}
