package dev.quarry.runner.work;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeated work, each kind on a thread of its own so that none can hold up another. */
final class Timers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          5, task -> Thread.ofPlatform().name("quarry-timer").daemon().unstarted(task));

  /** Work that may be interrupted by the end of the process. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Repeats work, with up to a tenth of the pause added at random so that runners do not march in
   * step.
   */
  void every(Duration pause, String name, Work work) {
    long millis = pause.toMillis();
    threads.scheduleWithFixedDelay(
        () -> guarded(name, work),
        ThreadLocalRandom.current().nextLong(Math.max(1, millis / 10)),
        Math.max(1, millis),
        TimeUnit.MILLISECONDS);
  }

  /** A scheduled task that throws would never run again. */
  private static void guarded(String name, Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{} failed, it is tried again: {}", name, e.toString());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
