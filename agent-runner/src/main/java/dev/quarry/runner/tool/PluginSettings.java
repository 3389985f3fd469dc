package dev.quarry.runner.tool;

import java.util.Optional;

/** What operators configured for plugins, and the secrets that calls may use. */
public interface PluginSettings {
  /**
   * @param plugin id
   * @param name in kebab case
   */
  Optional<String> setting(String plugin, String name);

  /**
   * @param name in kebab case
   */
  Optional<String> secret(String name);
}
