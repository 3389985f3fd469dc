package dev.quarry.runner.plugin;

import dev.quarry.sdk.ToolContext;

/** A context that remembers which secrets it gave out. */
public interface DiscreetContext extends ToolContext {
  /**
   * @return the text with the names of these secrets in place of their values
   */
  String redacted(String text);
}
