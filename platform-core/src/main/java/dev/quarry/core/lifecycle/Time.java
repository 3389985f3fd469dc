package dev.quarry.core.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Time as the durable parts see it: a clock that never goes back, and waiting. Whatever decides
 * over ownership goes by the database's time instead. A simulation brings a time of its own, in
 * which hours pass at once.
 */
public interface Time {
  /** The machine's. */
  Time SYSTEM =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
          Thread.sleep(pause);
        }

        @Override
        public <T> T await(CompletableFuture<T> result, Duration most)
            throws ExecutionException, InterruptedException, TimeoutException {
          return result.get(most.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public Duration jitter(Duration most) {
          return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos() + 1));
        }
      };

  /**
   * @return nanoseconds since some moment; only differences mean anything
   */
  long nanos();

  /**
   * @throws InterruptedException when interrupted
   */
  void sleep(Duration pause) throws InterruptedException;

  /**
   * Waits for a result.
   *
   * @throws ExecutionException when it is a failure
   * @throws InterruptedException when interrupted
   * @throws TimeoutException when it is not there in time
   */
  <T> T await(CompletableFuture<T> result, Duration most)
      throws ExecutionException, InterruptedException, TimeoutException;

  /**
   * Something to add to a pause, so that many who wait do not march in step.
   *
   * @param most zero or more
   * @return at random, zero to {@code most}
   */
  Duration jitter(Duration most);
}
