package dev.quarry.runner.engine;

/** Carries out tool calls. */
@FunctionalInterface
public interface ToolInvoker {
  /**
   * @return content for the model, also on failure: a failing tool is an observation, not an error
   * @throws InterruptedException when cancelled
   */
  ToolOutcome invoke(ToolCallRequest call) throws InterruptedException;
}
