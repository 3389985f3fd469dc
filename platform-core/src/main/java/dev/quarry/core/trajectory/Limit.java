package dev.quarry.core.trajectory;

/** A limit that a rollout can hit. */
public enum Limit {
  ROUNDS,
  MODEL_CALLS,
  TOOL_CALLS,
  TOKENS,
  CONTEXT,
  WALL_TIME
}
