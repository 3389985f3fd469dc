package dev.quarry.core.trajectory;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

  private final StepInsert insert;
  private final JournalLimits limits;
  private final BlockingQueue<Pending> queue;
  private final DistributionSummary batchSize;
  private final Counter fenced;
  private final Thread writer;
  private volatile boolean closed;

  /**
   * @param insert the statement and where it runs
   * @param limits sizes and waits
   * @param metrics for {@code quarry.journal.batch} and {@code quarry.fence.rejected}
   */
  public Journal(StepInsert insert, JournalLimits limits, MeterRegistry metrics) {
    this.insert = insert;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.queueCapacity());
    this.batchSize = metrics.summary("quarry.journal.batch");
    this.fenced = metrics.counter("quarry.fence.rejected");
    this.writer = Thread.ofPlatform().name("quarry-journal").daemon().start(this::writeLoop);
  }

  /**
   * Appends one step and waits until it is durable.
   *
   * @return the step in its place
   * @throws LeaseLostException when somebody else has written at that place
   * @throws InterruptedException when interrupted; a step that is under way is settled first, as
   *     long as the database answers within {@link JournalLimits#settleWait()}
   */
  public StepRecord append(StepKey key, Step step) throws LeaseLostException, InterruptedException {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    var pending = new Pending(key, step, new CompletableFuture<>());
    queue.put(pending);
    try {
      return new StepRecord(key.seq(), key.epoch(), settled(pending.durable()), step);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case LeaseLostException lost -> throw lost;
        case RuntimeException broken -> throw broken;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** An interrupted writer must know whether its step is there before it does anything else. */
  private Instant settled(CompletableFuture<Instant> durable)
      throws ExecutionException, InterruptedException {
    try {
      return durable.get();
    } catch (InterruptedException e) {
      try {
        durable.get(limits.settleWait().toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException unsettled) {
        e.addSuppressed(unsettled);
      }
      throw e;
    }
  }

  private void writeLoop() {
    var batch = new ArrayList<Pending>();
    while (!closed || !queue.isEmpty()) {
      try {
        Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, limits.maxBatch() - 1);
        batchSize.record(batch.size());
        flush(batch);
      } catch (InterruptedException e) {
        closed = true;
      } finally {
        batch.forEach(p -> p.durable().completeExceptionally(new IllegalStateException("closed")));
        batch.clear();
      }
    }
  }

  private void flush(List<Pending> batch) throws InterruptedException {
    boolean again = false;
    for (int attempt = 0; ; attempt++) {
      try {
        settle(batch, insert.run(batch, again));
        return;
      } catch (SQLException e) {
        if (!retryable(e)) {
          LOG.error("steps refused by the database; sqlState={}", e.getSQLState(), e);
          var refused = new IllegalStateException("step refused: " + e.getMessage(), e);
          batch.forEach(p -> p.durable().completeExceptionally(refused));
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

  private void settle(List<Pending> batch, Map<StepKey, Instant> durable) {
    for (Pending pending : batch) {
      Instant at = durable.get(pending.key());
      if (at != null) {
        pending.durable().complete(at);
      } else {
        fenced.increment();
        pending
            .durable()
            .completeExceptionally(
                new LeaseLostException(
                    pending.key().rolloutId(),
                    "step %d is already there".formatted(pending.key().seq())));
      }
    }
  }

  private void pause(int attempt) throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closed");
    }
    long base = Math.min(limits.retryCap().toMillis(), 50L << Math.min(attempt, 10));
    TimeUnit.MILLISECONDS.sleep(base + ThreadLocalRandom.current().nextLong(base));
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
      if (!writer.join(CLOSE_WAIT)) {
        writer.interrupt();
      }
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
  record Pending(StepKey key, Step step, CompletableFuture<Instant> durable) {}
}
