package dev.quarry.core.trajectory;

import java.util.UUID;

/** Somebody else holds the rollout now: whoever gets this stops working on it at once. */
public final class LeaseLostException extends Exception {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(UUID rolloutId, String how) {
    super("lease of rollout %s lost: %s".formatted(rolloutId, how));
  }
}
