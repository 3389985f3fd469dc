package dev.quarry.runner.plugin;

/** Whether a plugin is served. */
public sealed interface PluginHealth {
  /** It is. */
  record Active() implements PluginHealth {}

  /**
   * It is not, wholly.
   *
   * @param reason what is wrong and what to do, for whoever installed it
   */
  record Degraded(String reason) implements PluginHealth {}
}
