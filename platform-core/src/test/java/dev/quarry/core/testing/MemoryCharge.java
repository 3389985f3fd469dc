package dev.quarry.core.testing;

import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.testing.MemoryTables.Tenant;
import java.time.Duration;
import java.time.Instant;

/** What {@code Charge}, the heartbeat and the claim charge for. */
final class MemoryCharge {
  private final MemoryTables tables;
  private final VirtualTime price;

  MemoryCharge(MemoryTables tables, VirtualTime price) {
    this.tables = tables;
    this.price = price;
  }

  /** For the time that a lease has lasted which another holder takes over now. */
  void takeOver(Rollout rollout, Instant leaseUntil, Instant now) {
    keep(rollout, leaseUntil.isBefore(now) ? leaseUntil : now);
    rollout.chargedUntil = now;
  }

  /** For the rest, when a slot is left. */
  void leave(Rollout rollout, Instant now) {
    keep(rollout, now);
    rollout.chargedUntil = null;
  }

  /** For the time until then, of a holder that goes on. */
  void keep(Rollout rollout, Instant until) {
    double seconds = 0;
    Instant from = rollout.chargedUntil;
    if (from != null && from.isBefore(until)) {
      seconds = Duration.between(from, until).toNanos() / 1e9;
      rollout.chargedUntil = until;
    }
    long tokens = 0;
    for (StoredStep step : rollout.steps.tailMap(rollout.chargedSeq, false).values()) {
      tokens += step.tokens();
      rollout.chargedSeq = step.seq();
    }
    rollout.slotSeconds += seconds;
    double used = price.of(seconds, tokens);
    rollout.used += used;
    Tenant tenant = tables.tenant(rollout.tenantId());
    tenant.vtime += used / tenant.weight;
  }

  /** What a tenant's turn is decided by, beyond what it has used. */
  double ahead(Tenant tenant) {
    return price.ahead() / tenant.weight * tenant.running;
  }
}
