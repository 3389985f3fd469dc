package dev.quarry.toolset.web;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Several pieces of one call at once, on virtual threads; none outlives the call. */
final class Parallel {
  /** Separates what several queries or pages came to (§2.1, §2.3 of the facts sheet). */
  static final String SEPARATOR = "\n=======\n";

  private Parallel() {}

  /** A piece of work; what it throws becomes its outcome. */
  @FunctionalInterface
  interface Work<T> {
    String of(T item) throws InterruptedException;
  }

  /** What one piece came to. */
  sealed interface Outcome {
    record Done(String text) implements Outcome {}

    record Failed(ToolException cause) implements Outcome {}
  }

  /**
   * Works on all items, at most {@code limit} at once, for at most {@code time}. Items are begun in
   * their order.
   *
   * @return outcomes in the order of the items; an item that was not done in time failed with
   *     {@link FailureCode#TIMEOUT}
   * @throws InterruptedException when the call was cancelled; everything begun has ended by then
   */
  static <T> List<Outcome> inOrder(List<T> items, int limit, Duration time, Work<T> work)
      throws InterruptedException {
    var outcomes = new AtomicReferenceArray<Outcome>(items.size());
    var next = new AtomicInteger();
    Callable<Boolean> lane =
        () -> {
          for (int at = next.getAndIncrement(); at < items.size(); at = next.getAndIncrement()) {
            outcomes.set(at, outcome(items.get(at), work));
          }
          return true;
        };
    int lanes = Math.min(limit, items.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long nanos = Math.max(1, time.toNanos());
      for (Future<Boolean> done :
          threads.invokeAll(Collections.nCopies(lanes, lane), nanos, TimeUnit.NANOSECONDS)) {
        rethrow(done);
      }
    }
    var late =
        new Outcome.Failed(
            new ToolException(
                FailureCode.TIMEOUT,
                "not done within the %d seconds for this call".formatted(time.toSeconds())));
    return IntStream.range(0, items.size())
        .mapToObj(at -> Objects.requireNonNullElse(outcomes.get(at), late))
        .toList();
  }

  private static <T> Outcome outcome(T item, Work<T> work) throws InterruptedException {
    try {
      return new Outcome.Done(work.of(item));
    } catch (ToolException failed) {
      return new Outcome.Failed(failed);
    }
  }

  private static void rethrow(Future<Boolean> lane) throws InterruptedException {
    if (lane.state() == Future.State.FAILED) {
      switch (lane.exceptionNow()) {
        case InterruptedException cancelled -> throw cancelled;
        case RuntimeException bug -> throw bug;
        case Error bug -> throw bug;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }
}
