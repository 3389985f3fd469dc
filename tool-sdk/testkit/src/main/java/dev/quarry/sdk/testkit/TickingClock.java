package dev.quarry.sdk.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on by the same step each time it is read. */
public final class TickingClock extends Clock {
  private final Instant start;
  private final Duration step;
  private final ZoneId zone;
  private final AtomicLong reads = new AtomicLong();

  public TickingClock(Instant start, Duration step) {
    this(start, step, ZoneOffset.UTC);
  }

  private TickingClock(Instant start, Duration step, ZoneId zone) {
    this.start = start;
    this.step = step;
    this.zone = zone;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new TickingClock(start, step, other);
  }

  /** The start at the first reading. */
  @Override
  public Instant instant() {
    return start.plus(step.multipliedBy(reads.getAndIncrement()));
  }
}
