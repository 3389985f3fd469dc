package dev.quarry.runner.plugin;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;

/** A tool as the invoker sees it: facts, and a call that cannot harm the caller. */
public interface LoadedTool {
  String name();

  String description();

  Effect effect();

  /**
   * @return JSON Schema (draft 2020-12) of the arguments
   */
  String schemaJson();

  PluginIdentity plugin();

  /**
   * Binds the arguments and calls the tool on a thread of its own. Whatever the plugin does, the
   * answer is a result: arguments that do not fit are {@code BAD_ARGUMENTS}, an exception is {@code
   * TOOL_CRASHED}, an overrun is {@code TIMEOUT}.
   *
   * @param argumentsJson as the model wrote them
   * @param timeout after which the call is interrupted, and after the grace abandoned
   * @throws InterruptedException when the caller was interrupted; the call was interrupted too
   */
  ToolResult call(String argumentsJson, DiscreetContext context, Duration timeout)
      throws InterruptedException;
}
