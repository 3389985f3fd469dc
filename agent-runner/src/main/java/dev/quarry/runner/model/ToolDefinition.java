package dev.quarry.runner.model;

/**
 * A tool in the {@code tools} of a request.
 *
 * @param schemaJson JSON Schema of its arguments
 */
public record ToolDefinition(String name, String description, String schemaJson) {}
