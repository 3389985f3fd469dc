package dev.quarry.toolset.web;

import dev.quarry.sdk.CallContext;
import java.time.Duration;

/** How long a call may work so that it still hands back what it has when its deadline comes. */
final class CallTime {
  /** Kept back from the deadline for putting the result together, at most. */
  private static final Duration RESERVE = Duration.ofSeconds(3);

  private CallTime() {}

  static Duration left(CallContext context) {
    Duration remaining = context.remaining();
    Duration tenth = remaining.dividedBy(10);
    return remaining.minus(tenth.compareTo(RESERVE) < 0 ? tenth : RESERVE);
  }

  static Duration left(CallContext context, Duration budget) {
    Duration left = left(context);
    return left.compareTo(budget) < 0 ? left : budget;
  }
}
