package dev.quarry.runner.plugin;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;

/** A plugin's tool behind the guarded call. */
record GuardedTool(
    Facts facts, PluginIdentity plugin, Handle<BoundTool<?>> handle, PluginCall calls)
    implements LoadedTool {
  /** What the tool said of itself when it was loaded. */
  record Facts(String name, String description, Effect effect, String schemaJson) {}

  @Override
  public String name() {
    return facts.name();
  }

  @Override
  public String description() {
    return facts.description();
  }

  @Override
  public Effect effect() {
    return facts.effect();
  }

  @Override
  public String schemaJson() {
    return facts.schemaJson();
  }

  @Override
  public ToolResult call(String argumentsJson, DiscreetContext context, Duration timeout)
      throws InterruptedException {
    try {
      BoundTool<?> tool = handle.get();
      return calls.run(
          "The tool " + facts.name(),
          timeout,
          context::redacted,
          () -> tool.call(argumentsJson, context));
    } catch (ToolException failed) {
      return failed.toFailure();
    }
  }
}
