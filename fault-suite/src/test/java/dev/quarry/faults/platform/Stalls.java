package dev.quarry.faults.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * By how much a thread that wants to run every 10 ms is late at its worst. On a machine that has
 * other work to do all processes are late by as much, which is no fault of theirs.
 */
final class Stalls implements AutoCloseable {
  private static final long PERIOD_NANOS = 10_000_000;

  private final AtomicLong worst = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().name("stalls").start(this::measure);

  private void measure() {
    try {
      long before = System.nanoTime();
      while (true) {
        Thread.sleep(Duration.ofNanos(PERIOD_NANOS));
        long now = System.nanoTime();
        worst.accumulateAndGet(now - before - PERIOD_NANOS, Math::max);
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins anew. */
  void reset() {
    worst.set(0);
  }

  /** The worst since the last {@link #reset}. */
  Duration worst() {
    return Duration.ofNanos(worst.get());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
