package dev.quarry.runner.work;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarry.runner.tool.PluginSettings;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Settings and secrets of plugins from the configuration: {@code quarry.plugins."<plugin
 * id>".<name>} and {@code quarry.secrets.<name>}, as they were when they were first asked for.
 */
final class ConfiguredPlugins implements PluginSettings {
  /** Different keys that are remembered; a plugin may ask for any. */
  private static final int REMEMBERED = 1_000;

  private final Config config;
  private final Cache<String, Optional<String>> values =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

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
    return values.get(key, k -> config.getOptionalValue(k, String.class).filter(v -> !v.isBlank()));
  }
}
