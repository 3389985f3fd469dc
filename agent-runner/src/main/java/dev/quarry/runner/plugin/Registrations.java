package dev.quarry.runner.plugin;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who has which name. The first one keeps it. */
final class Registrations {
  private final Map<String, String> owners = new HashMap<>();

  void plugin(String id) throws PluginProblem {
    if (owners.putIfAbsent("plugin " + id, id) != null) {
      throw new PluginProblem(
          "another file brings the plugin %s too: keep one of them".formatted(id));
    }
  }

  /** Takes all names of an offer or none. */
  void offer(String plugin, Offer offer) throws PluginProblem {
    Set<String> names = new LinkedHashSet<>();
    for (Offer.OfferedToolset toolset : offer.toolsets()) {
      claim(names, "toolset " + toolset.name());
    }
    for (Offer.SearchOffer search : offer.searches()) {
      claim(names, "search source " + search.id());
    }
    for (Offer.PageOffer page : offer.pages()) {
      claim(names, "page source " + page.id());
    }
    names.forEach(name -> owners.put(name, plugin));
  }

  private void claim(Set<String> names, String name) throws PluginProblem {
    String owner = owners.get(name);
    if (owner != null) {
      throw new PluginProblem(
          "it brings the %s, which the plugin %s has already: remove one of them"
              .formatted(name, owner));
    }
    if (!names.add(name)) {
      throw new PluginProblem("it brings the %s twice".formatted(name));
    }
  }
}
