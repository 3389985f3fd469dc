package dev.quarry.core.trajectory;

/**
 * A tool as it was offered to the model.
 *
 * @param schemaJson JSON Schema of its arguments
 * @param toolset that contributed it
 * @param plugin id and version of its plugin, as {@code id@version}
 */
public record ToolSpec(
    String name,
    String description,
    String schemaJson,
    ToolEffect effect,
    String toolset,
    String plugin) {}
