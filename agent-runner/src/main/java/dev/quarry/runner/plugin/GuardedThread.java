package dev.quarry.runner.plugin;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs code that is not trusted to end on a thread of its own: deadline, interrupt, grace, and then
 * it is left behind.
 */
final class GuardedThread {
  private static final int FRAMES = 6;

  /** How it went. */
  sealed interface Outcome<T> {
    record Returned<T>(T value) implements Outcome<T> {}

    record Threw<T>(Throwable cause) implements Outcome<T> {}

    /** Ended within the grace after its deadline. */
    record Late<T>() implements Outcome<T> {}

    /**
     * Still runs.
     *
     * @param where the top of its stack
     */
    record Abandoned<T>(String where) implements Outcome<T> {}

    /** The caller was interrupted; the interrupt is handed on and the flag cleared. */
    record Cancelled<T>(boolean abandoned) implements Outcome<T> {}
  }

  private GuardedThread() {}

  static <T> Outcome<T> run(
      Thread.Builder builder,
      @Nullable ClassLoader contextLoader,
      Callable<T> body,
      Duration timeout,
      Duration grace) {
    AtomicReference<@Nullable Outcome<T>> ended = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread thread =
        builder.unstarted(
            () -> {
              try {
                ended.set(outcomeOf(body));
              } finally {
                done.countDown();
              }
            });
    thread.setContextClassLoader(contextLoader);
    thread.start();
    try {
      if (done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        Outcome<T> outcome = ended.get();
        return outcome == null ? new Outcome.Threw<>(new IllegalStateException("no end")) : outcome;
      }
    } catch (InterruptedException cancelled) {
      thread.interrupt();
      return new Outcome.Cancelled<>(!endsWithin(done, grace));
    }
    thread.interrupt();
    return endsWithin(done, grace) ? new Outcome.Late<>() : new Outcome.Abandoned<>(where(thread));
  }

  // The plugin boundary: whatever was thrown becomes a value.
  @SuppressWarnings("NullAway") // a plugin may return null whatever the contract says
  private static <T> Outcome<T> outcomeOf(Callable<T> body) {
    try {
      T value = body.call();
      return value == null
          ? new Outcome.Threw<>(new NullPointerException("it returned null"))
          : new Outcome.Returned<>(value);
    } catch (Throwable thrown) {
      return new Outcome.Threw<>(thrown);
    }
  }

  /** Waits on, whatever interrupts come, but sets the flag again for the caller's caller. */
  private static boolean endsWithin(CountDownLatch done, Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    boolean again = false;
    try {
      while (true) {
        try {
          return done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException once) {
          again = true;
        }
      }
    } finally {
      if (again) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String where(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(FRAMES)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < "));
  }
}
