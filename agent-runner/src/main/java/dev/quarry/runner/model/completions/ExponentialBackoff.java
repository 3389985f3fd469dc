package dev.quarry.runner.model.completions;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * {@code min(2^attempt · base + U(0,1) s, cap)}, as the published inference code waits between its
 * tries ({@code inference/react_agent.py}): with a base of 1 s and a cap of 30 s the nine waits of
 * ten tries come to 151–156 s.
 */
public final class ExponentialBackoff implements Backoff {
  /** Beyond this power any sensible base is over any sensible cap. */
  private static final int MAX_POWER = 30;

  private final Duration base;
  private final Duration cap;
  private final DoubleSupplier jitter;

  /**
   * @param base of attempt 0
   * @param cap longest wait
   * @param jitter uniform in [0, 1), in seconds
   */
  public ExponentialBackoff(Duration base, Duration cap, DoubleSupplier jitter) {
    this.base = base;
    this.cap = cap;
    this.jitter = jitter;
  }

  @Override
  public Duration after(int attempt) {
    double seconds = Math.scalb(seconds(base), Math.min(attempt, MAX_POWER));
    double wait = Math.min(seconds + jitter.getAsDouble(), seconds(cap));
    return Duration.ofNanos((long) (wait * 1e9));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
