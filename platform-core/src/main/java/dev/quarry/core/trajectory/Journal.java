package dev.quarry.core.trajectory;

import dev.quarry.core.lifecycle.Time;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the steps of all rollouts of a process, in shared group commits: whatever has come in
 * while one commit was under way goes into the next, as one multi-row insert.
 *
 * <p>The fence is the primary key {@code (rollout_id, seq)}: each rollout has one writer, which
 * knows its next number; a takeover occupies that number with its own {@code leased} step, and the
 * earlier writer's row then conflicts and is not returned. The other rows of the batch stand.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** Tells the writer that nothing follows. */
  private static final Pending LAST =
      new Pending(
          new StepTable.StepRow(
              new StepKey(new UUID(0, 0), new UUID(0, 0), 1, 0), new Step.Nudged("")),
          new CompletableFuture<>());

  private final StepTable table;
  private final JournalLimits limits;
  private final Time time;
  private final BlockingQueue<Pending> queue;
  private final DistributionSummary batchSize;
  private final Counter fenced;
  private final Thread writer;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean closed;

  /**
   * @param table where steps go
   * @param limits sizes and waits
   * @param metrics for {@code quarry.journal.batch} and {@code quarry.fence.rejected}
   */
  public Journal(StepTable table, JournalLimits limits, MeterRegistry metrics) {
    this(
        table,
        limits,
        metrics,
        Thread.ofPlatform().name("quarry-journal").daemon().factory(),
        Time.SYSTEM);
  }

  /**
   * The same with a writer thread and a time of the caller's.
   *
   * @param threads makes the one thread that writes
   */
  public Journal(
      StepTable table,
      JournalLimits limits,
      MeterRegistry metrics,
      ThreadFactory threads,
      Time time) {
    this.table = table;
    this.limits = limits;
    this.time = time;
    this.queue = new ArrayBlockingQueue<>(limits.queueCapacity());
    this.batchSize = metrics.summary("quarry.journal.batch");
    this.fenced = metrics.counter("quarry.fence.rejected");
    this.writer = threads.newThread(this::writeLoop);
    writer.start();
  }

  /** Appends one step that names no new page; see {@link #append(StepKey, Step, List)}. */
  public StepRecord append(StepKey key, Step step) throws LeaseLostException, InterruptedException {
    return append(key, step, List.of());
  }

  /**
   * Appends one step and waits until it is durable.
   *
   * @param pages that it names; durable with it, in the same commit
   * @return the step in its place
   * @throws LeaseLostException when somebody else has written at that place
   * @throws UnsettledException when interrupted, and the database did not answer within {@link
   *     JournalLimits#settleWait()}
   * @throws InterruptedException when interrupted; a step that was under way is settled
   */
  public StepRecord append(StepKey key, Step step, List<PageText> pages)
      throws LeaseLostException, InterruptedException {
    if (closed) {
      throw closedNow();
    }
    var pending = new Pending(new StepTable.StepRow(key, step, pages), new CompletableFuture<>());
    queue.put(pending);
    if (finished.isDone() && queue.remove(pending)) {
      throw closedNow();
    }
    try {
      return new StepRecord(key.seq(), key.epoch(), settled(pending), step);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case LeaseLostException lost -> throw lost;
        case RuntimeException broken -> throw broken;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** An interrupted writer must know whether its step is there before it does anything else. */
  private Instant settled(Pending pending) throws ExecutionException, InterruptedException {
    try {
      return pending.durable().get();
    } catch (InterruptedException e) {
      try {
        time.await(pending.durable(), limits.settleWait());
      } catch (ExecutionException refused) {
        e.addSuppressed(refused);
      } catch (InterruptedException | TimeoutException unsettled) {
        throw new UnsettledException(pending.row().key());
      }
      throw e;
    }
  }

  private void writeLoop() {
    var batch = new ArrayList<Pending>();
    boolean last = false;
    try {
      while (!last) {
        batch.add(queue.take());
        fill(batch);
        last = batch.removeIf(p -> p == LAST);
        if (!batch.isEmpty()) {
          batchSize.record(batch.size());
          flush(batch);
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      finished.complete(null);
      queue.drainTo(batch);
      batch.forEach(p -> p.durable().completeExceptionally(closedNow()));
    }
  }

  /** Adds what has come in meanwhile, up to either limit. */
  private void fill(List<Pending> batch) {
    long characters = batch.getFirst().characters();
    while (batch.size() < limits.maxBatch() && characters < limits.maxPageCharacters()) {
      Pending next = queue.poll();
      if (next == null) {
        return;
      }
      batch.add(next);
      characters += next.characters();
    }
  }

  private static IllegalStateException closedNow() {
    return new IllegalStateException("the journal is closed");
  }

  private void flush(List<Pending> batch) throws InterruptedException {
    List<StepTable.StepRow> rows = batch.stream().map(Pending::row).toList();
    boolean again = false;
    for (int attempt = 0; ; attempt++) {
      try {
        settle(batch, table.write(rows, again));
        return;
      } catch (SQLException e) {
        if (!retryable(e)) {
          refuse(batch, e);
          return;
        }
        // The commit may have happened although its answer was lost: look before writing again.
        again = true;
        LOG.warn(
            "journal cannot write, tries again; steps={} cause={}", batch.size(), e.toString());
        pause(attempt);
      }
    }
  }

  /** Of a batch that is refused only those rows fail that are refused by themselves. */
  private void refuse(List<Pending> batch, SQLException e) throws InterruptedException {
    if (batch.size() > 1) {
      for (Pending alone : batch) {
        flush(List.of(alone));
      }
      return;
    }
    LOG.error("step refused by the database; sqlState={}", e.getSQLState(), e);
    batch
        .getFirst()
        .durable()
        .completeExceptionally(new IllegalStateException("step refused: " + e.getMessage(), e));
  }

  private void settle(List<Pending> batch, Map<StepKey, Instant> durable) {
    for (Pending pending : batch) {
      Instant at = durable.get(pending.row().key());
      if (at != null) {
        pending.durable().complete(at);
      } else {
        fenced.increment();
        pending
            .durable()
            .completeExceptionally(
                new LeaseLostException(
                    pending.row().key().rolloutId(),
                    "step %d is already there".formatted(pending.row().key().seq())));
      }
    }
  }

  private void pause(int attempt) throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closed");
    }
    long base = Math.min(limits.retryCap().toMillis(), 50L << Math.min(attempt, 10));
    Duration pause = Duration.ofMillis(base);
    time.sleep(pause.plus(time.jitter(pause)));
  }

  /** Data and integrity errors (SQLSTATE classes 22, 23, 42) will not go away. */
  private static boolean retryable(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || !(state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
  }

  /** Writes what is queued, then stops. Later appends fail. */
  @Override
  public void close() {
    closed = true;
    try {
      queue.put(LAST);
      time.await(finished, CLOSE_WAIT);
    } catch (ExecutionException | TimeoutException e) {
      writer.interrupt();
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A step on its way.
   *
   * @param durable completed with the time of the commit, or with what prevented it
   */
  private record Pending(StepTable.StepRow row, CompletableFuture<Instant> durable) {
    long characters() {
      return row.pages().stream().mapToLong(p -> p.text().length()).sum();
    }
  }
}
