package dev.quarry.core.trajectory;

/**
 * Interrupted, and it is not known whether the step that was under way will be there: whoever gets
 * this writes nothing more under its lease, or two steps would be meant for the same place.
 */
public final class UnsettledException extends InterruptedException {
  private static final long serialVersionUID = 1L;

  public UnsettledException(StepKey key) {
    super("step %d of rollout %s is still under way".formatted(key.seq(), key.rolloutId()));
  }
}
