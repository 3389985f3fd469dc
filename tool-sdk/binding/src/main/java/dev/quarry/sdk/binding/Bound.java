package dev.quarry.sdk.binding;

import java.util.Objects;

/**
 * What arguments came to.
 *
 * @param <I> the input record
 */
public sealed interface Bound<I extends Record> {
  /**
   * They fit.
   *
   * @param value made from them
   */
  record Input<I extends Record>(I value) implements Bound<I> {
    public Input {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * They do not fit.
   *
   * @param message one sentence fit for a model: the field, what came, what is accepted
   */
  record Problem<I extends Record>(String message) implements Bound<I> {
    public Problem {
      Objects.requireNonNull(message, "message");
    }
  }
}
