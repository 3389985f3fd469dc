package dev.quarry.runner.work;

/** Why the work on a rollout was interrupted. */
enum StopReason {
  /** Its user wants it ended. */
  CANCELLED,
  /** The runner shuts down: the lease is handed back. */
  DRAINING,
  /** Somebody else has the lease, or it may have expired. */
  LEASE_LOST
}
