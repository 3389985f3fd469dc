package dev.quarry.runner.plugin;

import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import java.time.Duration;
import java.util.List;

/**
 * A search source as the host uses it. Every method throws {@link dev.quarry.sdk.ToolException}
 * where the plugin failed, crashed or overran its time.
 */
public interface LoadedSearchSource {
  String id();

  PluginIdentity plugin();

  Readiness readiness(DiscreetContext context, Duration timeout) throws InterruptedException;

  /**
   * @param limit 1–50
   * @return at most {@code limit} hits
   */
  List<SearchHit> search(String query, int limit, DiscreetContext context, Duration timeout)
      throws InterruptedException;
}
