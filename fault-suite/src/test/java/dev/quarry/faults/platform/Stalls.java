package dev.quarry.faults.platform;

import dev.quarry.harness.Database;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How late the machine itself is. A thread wants to run every 10 ms and one has work for 10 ms
 * every 500 ms; both tell by how much they are late at their worst. A third commits a message to
 * nobody every 200 ms, which the database has to bring to the disk, and tells how long the longest
 * answer took. On a machine that has other work to do all processes are late by as much, which is
 * no fault of theirs.
 */
final class Stalls implements AutoCloseable {
  private static final long PERIOD_NANOS = 10_000_000;
  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  /** Changes nothing that anybody reads. */
  private static final String COMMIT = "select pg_logical_emit_message(true, 'stall', '')";

  private static final long WORK_NANOS = 10_000_000;
  private static final Duration WORK_EVERY = Duration.ofMillis(500);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AtomicLong latest = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final Connector connector;
  private final Thread sleeper;
  private final Thread worker;
  private final Thread asker;

  /** Opens the database. */
  @FunctionalInterface
  interface Connector {
    Database open() throws SQLException;
  }

  Stalls(Connector connector) {
    this.connector = connector;
    this.sleeper = Thread.ofPlatform().daemon().name("stall-sleeper").start(this::sleep);
    this.worker = Thread.ofPlatform().daemon().name("stall-worker").start(this::work);
    this.asker = Thread.ofPlatform().daemon().name("stall-asker").start(this::ask);
  }

  private void sleep() {
    repeat(
        latest,
        () -> {
          long before = System.nanoTime();
          Thread.sleep(Duration.ofNanos(PERIOD_NANOS));
          return System.nanoTime() - before - PERIOD_NANOS;
        });
  }

  /** Who only sleeps is woken soon on any machine; who works waits for its turns. */
  private void work() {
    repeat(
        latest,
        () -> {
          Thread.sleep(WORK_EVERY);
          long before = System.nanoTime();
          long worked = THREADS.getCurrentThreadCpuTime();
          while (THREADS.getCurrentThreadCpuTime() - worked < WORK_NANOS) {
            Thread.onSpinWait();
          }
          return System.nanoTime() - before - WORK_NANOS;
        });
  }

  private void ask() {
    repeat(
        longest,
        () -> {
          Thread.sleep(ASK_EVERY);
          try (Database database = connector.open()) {
            long before = System.nanoTime();
            database.execute(COMMIT);
            return System.nanoTime() - before;
          } catch (SQLException away) {
            return 0;
          }
        });
  }

  @FunctionalInterface
  private interface Measure {
    long nanos() throws InterruptedException;
  }

  private static void repeat(AtomicLong worst, Measure measure) {
    try {
      while (true) {
        worst.accumulateAndGet(measure.nanos(), Math::max);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins anew. */
  void reset() {
    latest.set(0);
    longest.set(0);
  }

  /** The worst lateness since the last {@link #reset}. */
  Duration worst() {
    return Duration.ofNanos(latest.get());
  }

  /**
   * Whether the database answers so late that a lease may be lost to that alone: a heartbeat has a
   * third of it.
   */
  boolean mayCostALease(Duration lease) {
    return Duration.ofNanos(Math.max(latest.get(), longest.get())).compareTo(lease.dividedBy(6))
        > 0;
  }

  @Override
  public void close() {
    sleeper.interrupt();
    worker.interrupt();
    asker.interrupt();
  }
}
