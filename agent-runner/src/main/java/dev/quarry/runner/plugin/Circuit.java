package dev.quarry.runner.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Refuses calls into a plugin for a while after several of them in a row crashed or had to be
 * abandoned; then lets one through and decides by it.
 */
final class Circuit {
  private sealed interface State {
    record Closed(int strikes) implements State {}

    record Open(long untilNanos) implements State {}

    /** One call was let through, the others wait for its end. */
    record Trying() implements State {}
  }

  private final int strikesInRow;
  private final Duration openFor;
  private final LongSupplier nanos;
  private State state = new State.Closed(0);

  /**
   * @param nanos a monotonic clock
   */
  Circuit(int strikesInRow, Duration openFor, LongSupplier nanos) {
    this.strikesInRow = strikesInRow;
    this.openFor = openFor;
    this.nanos = nanos;
  }

  /**
   * @return empty if the call may go on and must be told to one of the other methods at its end;
   *     else for how long calls are refused
   */
  synchronized Optional<Duration> enter() {
    return switch (state) {
      case State.Closed _ -> Optional.empty();
      case State.Trying _ -> Optional.of(openFor);
      case State.Open(long until) -> {
        long left = until - nanos.getAsLong();
        if (left > 0) {
          yield Optional.of(Duration.ofNanos(left));
        }
        state = new State.Trying();
        yield Optional.empty();
      }
    };
  }

  synchronized void succeeded() {
    state = new State.Closed(0);
  }

  /**
   * The call crashed or was abandoned.
   *
   * @return whether this opened the circuit
   */
  synchronized boolean struck() {
    return switch (state) {
      case State.Closed(int strikes) when strikes + 1 < strikesInRow -> {
        state = new State.Closed(strikes + 1);
        yield false;
      }
      case State.Closed _, State.Trying _ -> {
        state = new State.Open(nanos.getAsLong() + openFor.toNanos());
        yield true;
      }
      case State.Open _ -> false;
    };
  }

  /** The call says nothing about the plugin: it was cancelled, or ended in its grace. */
  synchronized void undecided() {
    if (state instanceof State.Trying) {
      state = new State.Open(nanos.getAsLong());
    }
  }

  /**
   * @return for how long calls are still refused; zero while a call is being tried
   */
  synchronized Optional<Duration> open() {
    return switch (state) {
      case State.Closed _ -> Optional.empty();
      case State.Trying _ -> Optional.of(Duration.ZERO);
      case State.Open(long until) ->
          Optional.of(Duration.ofNanos(Math.max(0, until - nanos.getAsLong())));
    };
  }
}
