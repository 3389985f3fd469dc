package dev.quarry.core.queue;

/** What a tenant's virtual time is charged. Unit: slot-seconds divided by the tenant's weight. */
public final class VirtualTime {
  /** Charged at the claim, before it is known how long the rollout takes; settled at its end. */
  public static final double INITIAL_CHARGE_SECONDS = 10;

  private VirtualTime() {}

  /**
   * @return what is still to be charged for a holder that had a slot for a time; may be negative
   */
  public static double settlement(double slotSeconds) {
    return slotSeconds - INITIAL_CHARGE_SECONDS;
  }
}
