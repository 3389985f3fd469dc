package dev.quarry.runner.plugin;

import dev.quarry.sdk.Page;
import dev.quarry.sdk.PageSource;
import java.time.Duration;
import java.util.Set;

/** A plugin's page source behind the guarded call. */
record GuardedPages(
    String id,
    PluginIdentity plugin,
    Set<String> schemes,
    Handle<PageSource> handle,
    PluginCall calls)
    implements LoadedPageSource {
  GuardedPages {
    schemes = Set.copyOf(schemes);
  }

  @Override
  public Page fetch(String url, DiscreetContext context, Duration timeout)
      throws InterruptedException {
    PageSource source = handle.get();
    return calls.run(
        "The page source " + id, timeout, context::redacted, () -> source.fetch(url, context));
  }
}
