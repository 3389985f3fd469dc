package dev.quarry.runner.plugin;

import dev.quarry.sdk.CorpusSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin that was loaded and what the host hands out of it. */
final class ServedPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ServedPlugin.class);

  private final PluginEntry entry;
  private final PluginCall calls;
  private final Handle<IsolatedPlugin> isolated;
  private final List<Handle<?>> handles = new ArrayList<>();
  private final List<Handle<AutoCloseable>> closeables = new ArrayList<>();
  private final List<LoadedToolset> toolsets = new ArrayList<>();
  private final List<LoadedSearchSource> searchSources = new ArrayList<>();
  private final List<LoadedPageSource> pageSources = new ArrayList<>();

  ServedPlugin(PluginEntry entry, IsolatedPlugin isolated, Offer offer, PluginCall calls) {
    this.entry = entry;
    this.calls = calls;
    this.isolated = handle(isolated);
    PluginIdentity identity = entry.identity();
    for (Offer.OfferedToolset toolset : offer.toolsets()) {
      List<LoadedTool> tools = new ArrayList<>();
      for (Offer.OfferedTool tool : toolset.tools()) {
        tools.add(new GuardedTool(tool.facts(), identity, handle(tool.tool()), calls));
      }
      toolsets.add(new LoadedToolset(toolset.name(), toolset.description(), identity, tools));
    }
    for (Offer.SearchOffer search : offer.searches()) {
      searchSources.add(
          search.extension() instanceof CorpusSource corpus
              ? new GuardedSearch.Corpus(search.id(), identity, handle(corpus), calls)
              : new GuardedSearch<>(search.id(), identity, handle(search.extension()), calls));
    }
    for (Offer.PageOffer page : offer.pages()) {
      pageSources.add(
          new GuardedPages(page.id(), identity, page.schemes(), handle(page.extension()), calls));
    }
    offer.extensions().forEach(e -> closeables.add(handle(e)));
  }

  private <T> Handle<T> handle(T value) {
    Handle<T> handle = new Handle<>(value);
    handles.add(handle);
    return handle;
  }

  PluginEntry entry() {
    return entry.with(calls.health());
  }

  List<LoadedToolset> toolsets() {
    return toolsets;
  }

  List<LoadedSearchSource> searchSources() {
    return searchSources;
  }

  List<LoadedPageSource> pageSources() {
    return pageSources;
  }

  long abandonedCalls() {
    return calls.abandoned();
  }

  /** Closes its extensions, unloads it and lets go of everything that is the plugin's. */
  void stop(Duration patience) {
    for (Handle<AutoCloseable> closeable : closeables) {
      AutoCloseable extension = closeable.get();
      guarded("close", patience, extension::close);
    }
    IsolatedPlugin plugin = isolated.get();
    guarded("unload", patience, plugin::unload);
    calls.stop();
    handles.forEach(Handle::clear);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  private void guarded(String what, Duration patience, Step step) {
    var outcome =
        GuardedThread.run(
            Thread.ofPlatform().daemon().name("plugin-" + what + "-" + entry.id()),
            calls.contextLoader(),
            () -> {
              step.run();
              return what;
            },
            patience,
            patience);
    if (!(outcome instanceof GuardedThread.Outcome.Returned<?>)) {
      LOG.atError()
          .addKeyValue("plugin", entry.id())
          .addKeyValue("call", what)
          .addKeyValue("outcome", outcome.toString())
          .log("plugin did not stop cleanly");
    }
  }
}
