package dev.quarry.runner.work;

import dev.quarry.core.lifecycle.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeated work, each kind on a thread of its own so that none can hold up another. */
final class Timers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private final List<Thread> running = new CopyOnWriteArrayList<>();
  private final ThreadFactory threads;
  private final Time time;

  Timers(ThreadFactory threads, Time time) {
    this.threads = threads;
    this.time = time;
  }

  /** Work that may be interrupted by the end of the process. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Repeats work with a pause in between. The first time comes after up to a tenth of the pause, at
   * random, so that runners do not march in step.
   */
  void every(Duration pause, String name, Work work) {
    Thread thread = threads.newThread(() -> repeat(pause, name, work));
    running.add(thread);
    thread.start();
  }

  private void repeat(Duration pause, String name, Work work) {
    try {
      time.sleep(time.jitter(pause.dividedBy(10)));
      while (true) {
        guarded(name, work);
        time.sleep(pause);
      }
    } catch (InterruptedException e) {
      LOG.debug("{} ends", name);
    }
  }

  /** Work that fails once is done again the next time. */
  private static void guarded(String name, Work work) throws InterruptedException {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed, it is tried again: {}", name, e.toString());
    }
  }

  @Override
  public void close() {
    running.forEach(Thread::interrupt);
  }
}
