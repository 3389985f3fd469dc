package dev.quarry.core.queue;

import java.util.Optional;

/** Where a runner gets its work from. */
@FunctionalInterface
public interface Claims {
  /**
   * Takes the fairest claimable rollout, if there is one.
   *
   * @return a lease, or nothing when nothing is claimable
   * @throws dev.quarry.core.tenancy.StorageException when the database refuses or fails
   */
  Optional<Lease> claim();
}
