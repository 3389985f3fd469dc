package dev.quarry.core.trajectory;

/** What a repeated call would do: the host's view of a tool's declaration. */
public enum ToolEffect {
  READ,
  IDEMPOTENT,
  UNSAFE
}
