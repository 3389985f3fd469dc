package dev.quarry.api.job;

import dev.quarry.api.job.Waiting.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands in the queue; numbers only.
 *
 * @param secondsUntil it may start; not positive where it may now
 * @param position among the tenant's own that may start now, from 1
 * @param own the tenant
 * @param all the whole installation
 * @param recent what the tenant has finished lately
 */
record QueuePlace(double secondsUntil, long position, Tenant own, Installation all, Recent recent) {
  /** Fewer ends say nothing about how long things take. */
  private static final long ENOUGH_ENDS = 3;

  record Tenant(long running, long maxRunning) {}

  /**
   * @param slots of all runners that are there
   * @param ahead how many other tenants have something waiting and have used less
   */
  record Installation(long slots, long busy, long ahead) {}

  /**
   * @param ends of rollouts that had a slot
   * @param seconds since the first of them
   */
  record Recent(long ends, double seconds) {}

  Waiting waiting() {
    if (secondsUntil > 0) {
      return new Waiting(
          Reason.NOT_BEFORE,
          null,
          (long) Math.ceil(secondsUntil),
          "It was asked not to start before a time that has not come yet.");
    }
    if (own.maxRunning() == 0) {
      return told(Reason.SUSPENDED, null, "The operator lets the tenant run nothing at present.");
    }
    if (all.slots() == 0) {
      return told(
          Reason.NO_RUNNER,
          null,
          "No runner has been heard of lately; it starts when one is there.");
    }
    if (own.running() >= own.maxRunning()) {
      return told(
          Reason.TENANT_CAP,
          estimate(),
          "%d of the tenant's jobs run, as many as may at once.".formatted(own.running())
              + before());
    }
    if (all.busy() >= all.slots()) {
      return told(
          Reason.TURN,
          estimate(),
          taken()
              + (all.ahead() > 0
                  ? " Of the tenants that wait, %d have used less of them.".formatted(all.ahead())
                  : "")
              + before());
    }
    return position > 1
        ? told(Reason.TURN, estimate(), "Slots are free." + before())
        : told(Reason.STARTING, null, "A slot is free; a runner takes it within seconds.");
  }

  private Waiting told(Reason reason, @Nullable Long estimate, String message) {
    return new Waiting(reason, position, estimate, message);
  }

  private String taken() {
    return all.slots() == 1
        ? "The only slot is taken."
        : "All %d slots are taken.".formatted(all.slots());
  }

  private String before() {
    return position > 1 ? " Of the tenant's own jobs, %d go first.".formatted(position - 1) : "";
  }

  /** One of those before it, or it, starts when one of the tenant's ends. */
  private @Nullable Long estimate() {
    return recent.ends() < ENOUGH_ENDS || recent.seconds() <= 0
        ? null
        : (long) Math.ceil(position * recent.seconds() / recent.ends());
  }
}
