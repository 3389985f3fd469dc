package dev.quarry.runner.plugin;

import dev.quarry.sdk.Page;
import java.time.Duration;
import java.util.Set;

/**
 * A page source as the host uses it. {@link #fetch} throws {@link dev.quarry.sdk.ToolException}
 * where the plugin failed, crashed or overran its time.
 */
public interface LoadedPageSource {
  String id();

  PluginIdentity plugin();

  /**
   * @return the URL schemes it serves, in lower case
   */
  Set<String> schemes();

  Page fetch(String url, DiscreetContext context, Duration timeout) throws InterruptedException;
}
