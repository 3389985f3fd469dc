package dev.quarry.core.trajectory;

/**
 * A call in the {@code tool_calls} of a reply.
 *
 * @param id as the model gave it
 * @param name of the tool
 * @param arguments JSON text as the model wrote it, not necessarily valid
 */
public record NativeCall(String id, String name, String arguments) {}
