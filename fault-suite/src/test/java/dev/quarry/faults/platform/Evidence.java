package dev.quarry.faults.platform;

/** What a fault can be seen by. */
public enum Evidence {
  /** Processes that ended. */
  KILLS,
  /** Jobs that another holder took over after their lease had expired. */
  TAKEOVERS,
  /** Writes of a holder that had lost its lease, refused. */
  FENCED_WRITES
}
