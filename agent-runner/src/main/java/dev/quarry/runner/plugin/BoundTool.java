package dev.quarry.runner.plugin;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolResult;
import dev.quarry.sdk.binding.Bound;
import dev.quarry.sdk.binding.ToolBinding;

/** A plugin's tool and the binding of its input. Both hold classes of the plugin. */
record BoundTool<I extends Record>(Tool<I> tool, ToolBinding<I> binding) {
  static <I extends Record> BoundTool<I> of(Tool<I> tool) {
    return new BoundTool<>(tool, ToolBinding.of(tool));
  }

  ToolResult call(String argumentsJson, ToolContext context) throws InterruptedException {
    return switch (binding.bind(argumentsJson)) {
      case Bound.Input<I>(I input) -> tool.call(input, context);
      case Bound.Problem<I>(String message) ->
          ToolResult.failure(FailureCode.BAD_ARGUMENTS, message);
    };
  }
}
