package dev.quarry.runner.tool;

import java.util.Map;
import java.util.Optional;

/**
 * The settings of an operator who has configured nothing but secrets.
 *
 * @param secrets by name
 */
record FixedSettings(Map<String, String> secrets) implements PluginSettings {
  @Override
  public Optional<String> setting(String plugin, String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }
}
