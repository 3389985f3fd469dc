package dev.quarry.sdk;

/** What a tool call leaves behind, hence what may happen after a crash in the middle of it. */
public enum Effect {
  /** Only reads: repeated freely. */
  READ,
  /**
   * Changes something, but the same {@link CallInfo#idempotencyKey()} changes it once: repeated.
   */
  IDEMPOTENT,
  /** Never repeated by the host: the model is told that the outcome is unknown. */
  UNSAFE
}
