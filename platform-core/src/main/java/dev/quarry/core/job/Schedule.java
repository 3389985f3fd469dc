package dev.quarry.core.job;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a job's turn is, among those of its own tenant.
 *
 * @param priority those with more go first, -100 to 100
 * @param notBeforeOrNull not to be started earlier; null for at once
 */
public record Schedule(int priority, @Nullable Instant notBeforeOrNull) {
  public static final int MAX_PRIORITY = 100;

  /** Whoever came first, at once. */
  public static final Schedule PLAIN = of(0);

  public Schedule {
    if (Math.abs(priority) > MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority is %d; accepted are -%d to %d".formatted(priority, MAX_PRIORITY, MAX_PRIORITY));
    }
  }

  public static Schedule of(int priority) {
    return new Schedule(priority, null);
  }

  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBeforeOrNull);
  }
}
