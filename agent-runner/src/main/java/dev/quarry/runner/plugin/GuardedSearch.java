package dev.quarry.runner.plugin;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource;
import dev.quarry.sdk.CorpusSource.CorpusProgress;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.SearchSource;
import java.time.Duration;
import java.util.List;

/** A plugin's search source behind the guarded call. */
class GuardedSearch<S extends SearchSource> implements LoadedSearchSource {
  private final String id;
  private final PluginIdentity plugin;
  final Handle<S> handle;
  final PluginCall calls;

  GuardedSearch(String id, PluginIdentity plugin, Handle<S> handle, PluginCall calls) {
    this.id = id;
    this.plugin = plugin;
    this.handle = handle;
    this.calls = calls;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final PluginIdentity plugin() {
    return plugin;
  }

  @Override
  public final Readiness readiness(DiscreetContext context, Duration timeout)
      throws InterruptedException {
    S source = handle.get();
    return calls.run(
        "The readiness of source " + id,
        timeout,
        context::redacted,
        () -> source.readiness(context));
  }

  @Override
  public final List<SearchHit> search(
      String query, int limit, DiscreetContext context, Duration timeout)
      throws InterruptedException {
    S source = handle.get();
    return calls.run(
        "The search of source " + id,
        timeout,
        context::redacted,
        () -> {
          List<SearchHit> hits = List.copyOf(source.search(query, limit, context));
          return hits.subList(0, Math.min(limit, hits.size()));
        });
  }

  /** A corpus source behind the guarded call. */
  static final class Corpus extends GuardedSearch<CorpusSource> implements LoadedCorpusSource {
    Corpus(String id, PluginIdentity plugin, Handle<CorpusSource> handle, PluginCall calls) {
      super(id, plugin, handle, calls);
    }

    @Override
    public CorpusSummary index(
        CorpusFolder folder, CorpusProgress progress, DiscreetContext context, Duration timeout)
        throws InterruptedException {
      CorpusSource source = handle.get();
      return calls.run(
          "The indexing of source " + id(),
          timeout,
          context::redacted,
          () -> source.index(folder, progress, context));
    }
  }
}
