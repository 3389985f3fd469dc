package dev.quarry.runner.tool;

import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.runner.plugin.PluginIdentity;

/** The tool {@code search}, as far as all that stand in for it here are the same. */
interface SearchTool extends LoadedTool {
  @Override
  default String name() {
    return "search";
  }

  @Override
  default String description() {
    return "Searches.";
  }

  @Override
  default String schemaJson() {
    return "{}";
  }

  @Override
  default PluginIdentity plugin() {
    return new PluginIdentity("scripted", "1", "0");
  }
}
