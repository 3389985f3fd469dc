package dev.quarry.runner.plugin;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource.CorpusProgress;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import java.time.Duration;

/** A search source over folders, as the host uses it. */
public interface LoadedCorpusSource extends LoadedSearchSource {
  /** As {@link dev.quarry.sdk.CorpusSource#index}, guarded. */
  CorpusSummary index(
      CorpusFolder folder, CorpusProgress progress, DiscreetContext context, Duration timeout)
      throws InterruptedException;
}
