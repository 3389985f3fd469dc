package dev.quarry.runner.work;

import dev.quarry.runner.tool.PluginSettings;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Settings and secrets of plugins from the configuration: {@code quarry.plugins."<plugin
 * id>".<name>} and {@code quarry.secrets.<name>}.
 */
final class ConfiguredPlugins implements PluginSettings {
  private final Config config;

  ConfiguredPlugins(Config config) {
    this.config = config;
  }

  @Override
  public Optional<String> setting(String plugin, String name) {
    return value("quarry.plugins.\"%s\".%s".formatted(plugin, name))
        .or(() -> value("quarry.plugins.%s.%s".formatted(plugin, name)));
  }

  @Override
  public Optional<String> secret(String name) {
    return value("quarry.secrets." + name);
  }

  private Optional<String> value(String key) {
    return config.getOptionalValue(key, String.class).filter(v -> !v.isBlank());
  }
}
