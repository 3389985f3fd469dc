package dev.quarry.cli.shell;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, SIGTERM and a closed terminal into an interrupt of the thread that does the work,
 * and holds the exit of the JVM back until that thread has put things in order. So there is one
 * clean-up path, the ordinary {@code finally}. The JVM then exits with 128 + signal, 130 on Ctrl-C.
 */
public final class Interruption {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread working;
  private final Duration limit;
  private final PrintStream err;

  private Interruption(Thread working, Duration limit, PrintStream err) {
    this.working = working;
    this.limit = limit;
    this.err = err;
  }

  /**
   * Guards the calling thread.
   *
   * @param limit longest time for putting things in order
   * @param err told when that was not enough
   */
  public static Interruption guard(Duration limit, PrintStream err) {
    Interruption interruption = new Interruption(Thread.currentThread(), limit, err);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::end, "interruption"));
    return interruption;
  }

  /** The work is over: to be called before {@link System#exit}, which would wait for this hook. */
  public void finished() {
    done.countDown();
  }

  private void end() {
    if (done.getCount() == 0) {
      return;
    }
    working.interrupt();
    try {
      if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        err.println("Not everything ended in " + limit.toSeconds() + " s; leaving it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
