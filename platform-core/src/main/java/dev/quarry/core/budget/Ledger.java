package dev.quarry.core.budget;

import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import java.util.Optional;
import java.util.UUID;

/** The budgets over rollouts, as the holders of leases see them. */
public interface Ledger {
  /** An installation without budgets. */
  Ledger NONE =
      new Ledger() {
        @Override
        public boolean limits(UUID tenantId) {
          return false;
        }

        @Override
        public Optional<Step.LimitHit> reserve(Holder holder, Claim claim) {
          return Optional.empty();
        }
      };

  /**
   * @return whether any budget is over the tenant, as known some seconds ago; costs nothing
   */
  boolean limits(UUID tenantId);

  /**
   * Counts what was used and reserves what may be used next, both in one transaction. Amounts are
   * those of the whole rollout, not differences, so that the same said twice, or by the next
   * holder, counts once.
   *
   * @return the limit that stands in the way; what was used is counted then, and what stays
   *     reserved is {@link Claim#otherwise()}. Empty when all is reserved
   * @throws LeaseLostException when a later holder has been here
   */
  Optional<Step.LimitHit> reserve(Holder holder, Claim claim) throws LeaseLostException;

  /**
   * Who works on which rollout.
   *
   * @param epoch of the lease
   */
  record Holder(UUID tenantId, UUID jobId, UUID rolloutId, long epoch) {}

  /**
   * What a rollout asks for.
   *
   * @param spent all that it has used up so far
   * @param wanted all that is to be reserved for it now
   * @param otherwise what is to stay reserved for it where the budgets do not have that; of it, at
   *     most what was reserved before
   * @param last whether it is for the final answer: tool calls and time are no matter then
   */
  record Claim(Spending spent, Reserve wanted, Reserve otherwise, boolean last) {}
}
