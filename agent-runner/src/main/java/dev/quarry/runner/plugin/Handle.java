package dev.quarry.runner.plugin;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * Holds an object of a plugin until the plugin is stopped, so that a catalogue that somebody kept
 * does not keep the plugin's classes.
 */
final class Handle<T> {
  private volatile @Nullable T value;

  Handle(T value) {
    this.value = value;
  }

  T get() {
    T current = value;
    if (current == null) {
      throw new ToolException(FailureCode.TOOL_CRASHED, "The plugin was stopped.");
    }
    return current;
  }

  void clear() {
    value = null;
  }
}
