package dev.quarry.api.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens elsewhere. */
public final class Eventually {
  private static final Duration BETWEEN = Duration.ofMillis(30);

  private Eventually() {}

  /** Repeats a check until it holds; the last failure is told when it never does. */
  public static void within(Duration time, Runnable check) {
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }
  }
}
