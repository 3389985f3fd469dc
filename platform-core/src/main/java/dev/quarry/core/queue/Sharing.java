package dev.quarry.core.queue;

import java.time.Duration;

/**
 * When a rollout that holds a slot leaves it to others. All runners of an installation are to have
 * the same.
 *
 * @param distance how much further its tenant's turn has to be than that of one that waits, in
 *     slot-seconds divided by the weight; at least 0
 * @param heldAtLeast how long it has had its slot by then; not negative
 * @param longFrom how long it has held slots, all in all, when it counts as long; more than 0
 * @param reserveOneIn of so many slots one, rounded up, is kept free of long ones; at least 2
 */
public record Sharing(double distance, Duration heldAtLeast, Duration longFrom, int reserveOneIn) {
  /** A slot in sixteen, for what is shorter than half an hour. */
  public static final Sharing STANDARD =
      new Sharing(100, Duration.ofSeconds(60), Duration.ofMinutes(30), 16);

  public Sharing {
    if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "distance is %s; accepted is a finite number from 0".formatted(distance));
    }
    if (heldAtLeast.isNegative()) {
      throw new IllegalArgumentException(
          "heldAtLeast is %s; accepted is a time from 0".formatted(heldAtLeast));
    }
    if (!longFrom.isPositive()) {
      throw new IllegalArgumentException(
          "longFrom is %s; accepted is a time above 0".formatted(longFrom));
    }
    if (reserveOneIn < 2) {
      throw new IllegalArgumentException(
          "reserveOneIn is %d; accepted is a number from 2".formatted(reserveOneIn));
    }
  }

  /**
   * @return of how many slots long rollouts are kept out; of a single slot they are not
   */
  public int reserved(int slots) {
    return slots <= 1 ? 0 : Math.ceilDiv(slots, reserveOneIn);
  }

  double longFromSeconds() {
    return longFrom.toMillis() / 1000.0;
  }
}
