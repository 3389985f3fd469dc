package dev.quarry.core.queue;

/**
 * What a tenant's virtual time is charged, and what its turn is decided by. Unit: slot-seconds, to
 * be divided by the tenant's weight. All runners of an installation are to have the same.
 *
 * @param ahead what a rollout that holds a slot counts for beyond what it has used, because it goes
 *     on: the more, the more the slots are equal at each moment; the less, the sooner is made up
 *     for what somebody had too little. More than 0
 * @param perSlotSecond of a slot that is held; more than 0
 * @param perToken into or out of a model; at least 0
 * @param sharing when one that holds a slot leaves it to a tenant whose turn it is
 */
public record VirtualTime(double ahead, double perSlotSecond, double perToken, Sharing sharing) {
  /** Ten thousand tokens weigh as much as a second. */
  public static final VirtualTime STANDARD = new VirtualTime(100, 1, 0.0001, Sharing.STANDARD);

  public VirtualTime {
    atLeast("ahead", ahead, Double.MIN_VALUE);
    atLeast("perSlotSecond", perSlotSecond, Double.MIN_VALUE);
    atLeast("perToken", perToken, 0);
  }

  private static void atLeast(String name, double value, double least) {
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s is %s; accepted is a finite number %s"
              .formatted(name, value, least > 0 ? "above 0" : "from 0"));
    }
  }

  /**
   * @return what use comes to
   */
  public double of(double slotSeconds, long tokens) {
    return perSlotSecond * slotSeconds + perToken * tokens;
  }
}
