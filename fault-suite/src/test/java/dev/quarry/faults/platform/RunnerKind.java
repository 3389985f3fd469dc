package dev.quarry.faults.platform;

import java.time.Duration;

/** What a runner is started with. All that are there at a time are of one kind. */
public enum RunnerKind {
  USUAL(Platform.LEASE, Platform.SWEEP, false),

  /** Its clock can be set wrong, which makes it half as slow again to start. */
  WITH_CLOCK(Platform.LEASE, Platform.SWEEP, true),

  /** For many takeovers of a job that nobody holds for long. */
  SHORT_LEASES(Platform.LEASE.multipliedBy(2).dividedBy(3), Platform.SWEEP.dividedBy(2), false);

  private final Duration lease;
  private final Duration sweep;
  private final boolean clocked;

  RunnerKind(Duration lease, Duration sweep, boolean clocked) {
    this.lease = lease;
    this.sweep = sweep;
    this.clocked = clocked;
  }

  /** Its {@code quarry.runner.lease-time}. */
  Duration lease() {
    return lease;
  }

  /** Its {@code quarry.runner.sweep}. */
  Duration sweep() {
    return sweep;
  }

  /** Whether its clock can be set. */
  boolean isClocked() {
    return clocked;
  }
}
