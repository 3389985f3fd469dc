package dev.quarry.core.trajectory;

/** A limit that a rollout can hit: its own, or one of its tenant or project. */
public enum Limit {
  ROUNDS,
  MODEL_CALLS,
  TOOL_CALLS,
  TOKENS,
  CONTEXT,
  WALL_TIME,
  TENANT_TOKENS,
  TENANT_MONEY,
  TENANT_TOOL_CALLS,
  TENANT_TIME,
  PROJECT_TOKENS,
  PROJECT_MONEY,
  PROJECT_TOOL_CALLS,
  PROJECT_TIME
}
