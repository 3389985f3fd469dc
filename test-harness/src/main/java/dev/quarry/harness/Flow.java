package dev.quarry.harness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How bytes go in one direction, for all connections of a proxy. */
final class Flow {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicLong passed = new AtomicLong();
  private int changes;
  private boolean blocked;
  private long latencyMillis;
  private long bytesPerSecond = UNLIMITED;
  private long cutAfter = UNLIMITED;

  void block() {
    change(() -> blocked = true);
  }

  void latency(Duration delay) {
    change(() -> latencyMillis = delay.toMillis());
  }

  void bandwidth(long perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "bandwidth: %d given, at least 1 accepted".formatted(perSecond));
    }
    change(() -> bytesPerSecond = perSecond);
  }

  void cutAfter(long bytes) {
    change(() -> cutAfter = bytes);
  }

  void heal() {
    change(
        () -> {
          blocked = false;
          latencyMillis = 0;
          bytesPerSecond = UNLIMITED;
          cutAfter = UNLIMITED;
        });
  }

  private void change(Runnable setting) {
    lock.lock();
    try {
      setting.run();
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until bytes may go.
   *
   * @return how many of them; fewer than there are where the connection is to be cut after them
   */
  int admit(int bytes) throws InterruptedException {
    lock.lock();
    try {
      if (latencyMillis > 0) {
        pause(latencyMillis);
      }
      while (blocked) {
        changed.await();
      }
      if (bytesPerSecond < UNLIMITED) {
        pause(Math.max(1, bytes * 1000L / bytesPerSecond));
      }
      long admitted = Math.min(bytes, cutAfter);
      if (cutAfter < UNLIMITED) {
        cutAfter -= admitted;
      }
      passed.addAndGet(admitted);
      return (int) admitted;
    } finally {
      lock.unlock();
    }
  }

  /** A change of the settings ends it early. */
  private void pause(long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    int before = changes;
    while (left > 0 && changes == before) {
      left = changed.awaitNanos(left);
    }
  }

  long passed() {
    return passed.get();
  }
}
