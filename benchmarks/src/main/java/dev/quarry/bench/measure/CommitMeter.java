package dev.quarry.bench.measure;

/**
 * Counts the transactions of some work by a counter that arrives late. What is committed while
 * nobody does anything is measured first, and taken off for the time spent waiting for the counter;
 * what such pollers commit during the work itself is charged to the work.
 */
public final class CommitMeter {
  private final Reader reader;
  private final double idlePerNano;
  private Reading last;

  /** Waits until the counter is complete, then reads it. */
  @FunctionalInterface
  public interface Reader {
    long commits() throws Exception;
  }

  /** What is measured. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private record Reading(long commits, long nanos) {}

  private CommitMeter(Reader reader, double idlePerNano, Reading last) {
    this.reader = reader;
    this.idlePerNano = idlePerNano;
    this.last = last;
  }

  /** Measures the idle rate. */
  public static CommitMeter idle(Reader reader) throws Exception {
    Reading first = read(reader);
    Reading second = read(reader);
    double rate = (second.commits() - first.commits()) / (double) (second.nanos() - first.nanos());
    return new CommitMeter(reader, rate, second);
  }

  /**
   * @return transactions while the work was done, pollers included
   */
  public double during(Work work) throws Exception {
    Reading before = last;
    long begin = System.nanoTime();
    work.run();
    long worked = System.nanoTime() - begin;
    last = read(reader);
    long waited = last.nanos() - before.nanos() - worked;
    return last.commits() - before.commits() - idlePerNano * waited;
  }

  public double idlePerSecond() {
    return idlePerNano * 1e9;
  }

  private static Reading read(Reader reader) throws Exception {
    return new Reading(reader.commits(), System.nanoTime());
  }
}
