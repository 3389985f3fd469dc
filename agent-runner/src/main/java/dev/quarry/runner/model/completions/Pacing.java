package dev.quarry.runner.model.completions;

import dev.quarry.runner.model.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that the client knows of time.
 *
 * @param backoff waits between tries
 * @param sleeper does the waiting
 * @param clock for {@code Retry-After} given as a date
 * @param ticker nanoseconds that never go back, for resting endpoints and durations
 */
public record Pacing(Backoff backoff, Sleeper sleeper, Clock clock, LongSupplier ticker) {
  /**
   * @return real time with the policy's back-off
   */
  public static Pacing real(RetryPolicy policy) {
    return new Pacing(
        new ExponentialBackoff(
            policy.backoffBase(),
            policy.backoffCap(),
            () -> ThreadLocalRandom.current().nextDouble()),
        Thread::sleep,
        Clock.systemUTC(),
        System::nanoTime);
  }

  /**
   * Our own back-off, or longer where the provider asked for it.
   *
   * @param cap longest wait that a provider can ask for
   */
  Duration pause(int attempt, @Nullable Duration retryAfter, Duration cap) {
    Duration wait = backoff.after(attempt);
    if (retryAfter == null) {
      return wait;
    }
    Duration asked = retryAfter.compareTo(cap) > 0 ? cap : retryAfter;
    return asked.compareTo(wait) > 0 ? asked : wait;
  }
}
