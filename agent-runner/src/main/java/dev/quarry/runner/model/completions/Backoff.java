package dev.quarry.runner.model.completions;

import java.time.Duration;

/** How long to wait before asking again. */
@FunctionalInterface
public interface Backoff {
  /**
   * @param attempt the try that failed, from 0
   */
  Duration after(int attempt);
}
