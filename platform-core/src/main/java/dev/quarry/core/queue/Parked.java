package dev.quarry.core.queue;

/** What giving up a slot without having ended came to. */
public enum Parked {
  /** The lease is given up; no slot is held until the user lets the rollout go on. */
  DONE,
  /** The user has cancelled it: it is to end instead. The lease is still held. */
  CANCELLED,
  /** The user has taken the pause back: it is to go on. The lease is still held. */
  RESUMED
}
