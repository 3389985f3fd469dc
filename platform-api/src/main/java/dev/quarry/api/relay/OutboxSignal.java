package dev.quarry.api.relay;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells the relay of this process that something was committed to the outbox. */
@Singleton
public final class OutboxSignal {
  private final Semaphore given = new Semaphore(0);

  /** Never blocks; many calls before the relay looks count as one. */
  public void give() {
    if (given.availablePermits() == 0) {
      given.release();
    }
  }

  /** Waits for a signal, at most so long. */
  void await(Duration atMost) throws InterruptedException {
    if (given.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      given.drainPermits();
    }
  }
}
