package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** To plant something into one of its operations. */
class ForwardingLeases implements Leases {
  private final Leases real;

  ForwardingLeases(Leases real) {
    this.real = real;
  }

  @Override
  public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
    return real.heartbeat(leases);
  }

  @Override
  public boolean handBack(Lease lease, Duration pause) {
    return real.handBack(lease, pause);
  }
}
