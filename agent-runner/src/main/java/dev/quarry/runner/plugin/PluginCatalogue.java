package dev.quarry.runner.plugin;

import java.util.List;
import java.util.Optional;

/**
 * What plugins offer, at one moment. A plugin whose circuit is open keeps its place here; one that
 * could not be loaded has an entry and offers nothing.
 *
 * @param plugins in the order of folders and file names
 */
public record PluginCatalogue(
    List<PluginEntry> plugins,
    List<LoadedToolset> toolsets,
    List<LoadedSearchSource> searchSources,
    List<LoadedPageSource> pageSources) {
  public PluginCatalogue {
    plugins = List.copyOf(plugins);
    toolsets = List.copyOf(toolsets);
    searchSources = List.copyOf(searchSources);
    pageSources = List.copyOf(pageSources);
  }

  public Optional<LoadedToolset> toolset(String name) {
    return toolsets.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /**
   * @return the search sources that want to index folders
   */
  public List<LoadedCorpusSource> corpusSources() {
    return searchSources.stream()
        .filter(LoadedCorpusSource.class::isInstance)
        .map(LoadedCorpusSource.class::cast)
        .toList();
  }

  /**
   * @return the first page source, in the order of the plugins, that serves the scheme
   */
  public Optional<LoadedPageSource> pageSourceFor(String scheme) {
    return pageSources.stream().filter(s -> s.schemes().contains(scheme)).findFirst();
  }

  public List<PluginEntry> degraded() {
    return plugins.stream().filter(p -> p.health() instanceof PluginHealth.Degraded).toList();
  }
}
