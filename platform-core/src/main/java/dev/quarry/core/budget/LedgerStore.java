package dev.quarry.core.budget;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The ledger in the database. Reserving is done as {@code quarry_runner} within the tenant; which
 * tenants have budgets, and whose reservations are left over, is looked up as {@code
 * quarry_scheduler}.
 */
public final class LedgerStore implements Ledger {
  private static final String LEFT =
      """
      select h.tenant_id, h.rollout_id
      from budget_hold h left join rollout r on r.rollout_id = h.rollout_id
      where r.rollout_id is null or r.state not in ('RUNNING', 'QUEUED', 'PAUSED', 'WAITING_INPUT')
        or (h.reserved_tokens > 0 or h.reserved_micros > 0)
           and (r.state <> 'RUNNING' or r.lease_epoch <> h.epoch or r.lease_until < now())
      limit ?
      """;

  private final TenantTx tenants;
  private final DataSource scheduler;
  private final int sweepBatch;
  private volatile Set<UUID> limited = Set.of();

  /**
   * @param sweepBatch reservations that one sweep gives back at most
   */
  public LedgerStore(DataSource runner, DataSource scheduler, int sweepBatch) {
    this.tenants = new TenantTx(runner);
    this.scheduler = scheduler;
    this.sweepBatch = sweepBatch;
  }

  @Override
  public boolean limits(UUID tenantId) {
    return limited.contains(tenantId);
  }

  @Override
  public Optional<Step.LimitHit> reserve(Holder holder, Claim claim) throws LeaseLostException {
    return switch (tenants.call(holder.tenantId(), tx -> LedgerTx.reserve(tx, holder, claim))) {
      case LedgerTx.Taken.All all -> Optional.empty();
      case LedgerTx.Taken.Refused(Step.LimitHit hit) -> Optional.of(hit);
      case LedgerTx.Taken.Late late ->
          throw new LeaseLostException(
              holder.rolloutId(), "there are reservations of a later holder");
    };
  }

  /** Looks which tenants have budgets. */
  public void refresh() {
    limited =
        TenantTx.inTransaction(
            scheduler,
            tx -> {
              Set<UUID> found = new HashSet<>();
              try (var select = tx.prepareStatement("select distinct tenant_id from budget");
                  var rows = select.executeQuery()) {
                while (rows.next()) {
                  found.add(rows.getObject(1, UUID.class));
                }
              }
              return Set.copyOf(found);
            });
  }

  /**
   * Gives back what is reserved for rollouts that have ended, wait, or lost their holder.
   *
   * @return for how many
   */
  public int sweep() {
    int released = 0;
    for (Left left : TenantTx.inTransaction(scheduler, this::left)) {
      if (tenants.call(
          left.tenantId(), tx -> LedgerTx.release(tx, left.tenantId(), left.rolloutId()))) {
        released++;
      }
    }
    return released;
  }

  private record Left(UUID tenantId, UUID rolloutId) {}

  private List<Left> left(java.sql.Connection tx) throws SQLException {
    try (var select = tx.prepareStatement(LEFT)) {
      select.setInt(1, sweepBatch);
      List<Left> found = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Left(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
        }
      }
      return found;
    }
  }
}
