package dev.quarry.runner.protocol;

/** A tool call as it was read from a reply. */
public sealed interface ParsedCall {
  /**
   * It can be carried out, if there is such a tool.
   *
   * @param name of the tool
   * @param argumentsJson a JSON object
   */
  record Valid(String name, String argumentsJson) implements ParsedCall {}

  /**
   * It cannot be read.
   *
   * @param problem what is wrong, for the model
   */
  record Broken(String problem) implements ParsedCall {}
}
