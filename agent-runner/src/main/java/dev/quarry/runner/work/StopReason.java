package dev.quarry.runner.work;

/** Why the work on a rollout was interrupted. */
enum StopReason {
  /** Its user wants it ended. */
  CANCELLED,
  /** The runner shuts down: the lease is handed back. */
  DRAINING,
  /** The claim was answered so late that its lease may soon be over: it is handed back. */
  STALE,
  /** Somebody else has the lease, or it may have expired. */
  LEASE_LOST
}
