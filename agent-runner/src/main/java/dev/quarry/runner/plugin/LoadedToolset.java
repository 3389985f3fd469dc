package dev.quarry.runner.plugin;

import java.util.List;
import java.util.Optional;

/**
 * A toolset as the invoker sees it.
 *
 * @param name unique in the installation
 * @param description one line
 * @param tools at least one, names unique
 */
public record LoadedToolset(
    String name, String description, PluginIdentity plugin, List<LoadedTool> tools) {
  public LoadedToolset {
    tools = List.copyOf(tools);
  }

  public Optional<LoadedTool> tool(String toolName) {
    return tools.stream().filter(t -> t.name().equals(toolName)).findFirst();
  }
}
