package dev.quarry.api.events;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The way from a writer that blocks to one subscriber that asks for items: the writer waits until
 * the subscriber wants the next one, so nothing piles up between them.
 *
 * @param <T> type of the items
 */
final class Paced<T> implements Flow.Subscription {
  private final Flow.Subscriber<? super T> subscriber;
  private final Runnable onCancel;
  private final Semaphore wanted = new Semaphore(0);
  private volatile boolean cancelled;

  /**
   * @param onCancel called once or more when the subscriber goes away
   */
  Paced(Flow.Subscriber<? super T> subscriber, Runnable onCancel) {
    this.subscriber = subscriber;
    this.onCancel = onCancel;
  }

  /** The subscriber takes nothing more. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;

    GoneException(String reason) {
      super(reason);
    }
  }

  /**
   * Hands one item over.
   *
   * @param patience how long the subscriber may take to want it
   * @throws GoneException when it went away, or is too slow
   */
  void send(T item, Duration patience) throws GoneException, InterruptedException {
    boolean inTime = wanted.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (cancelled) {
      throw new GoneException("it has gone");
    }
    if (!inTime) {
      throw new GoneException("it took nothing for %d ms".formatted(patience.toMillis()));
    }
    subscriber.onNext(item);
  }

  /** Ends the stream; the connection closes with it. */
  void complete() {
    if (!cancelled) {
      subscriber.onComplete();
    }
  }

  boolean cancelled() {
    return cancelled;
  }

  @Override
  public void request(long n) {
    int room = Integer.MAX_VALUE - wanted.availablePermits();
    wanted.release((int) Math.min(n, room / 2));
  }

  @Override
  public void cancel() {
    cancelled = true;
    wanted.release();
    onCancel.run();
  }
}
