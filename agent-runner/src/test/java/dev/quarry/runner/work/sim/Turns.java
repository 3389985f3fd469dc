package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.Tenant;
import dev.quarry.runner.work.sim.Acts.Holding;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Who is told to leave its slot to others, and whether it does. */
final class Turns {
  private final World world;
  private final Map<UUID, Instant> since = new HashMap<>();

  /** How many replies they have asked for since they were told. */
  private final Map<Holding, Integer> told = new HashMap<>();

  Turns(World world) {
    this.world = world;
  }

  /** A claim is committed. */
  void comes(Lease lease) {
    since.put(lease.rolloutId(), world.statementBegan());
  }

  /** A heartbeat is committed. */
  void mayBeTold(Map<UUID, Leases.Wishes> kept) {
    long leaving = 0;
    for (Map.Entry<UUID, Leases.Wishes> one : kept.entrySet()) {
      if (one.getValue().giveWay()) {
        leaving++;
        Instant from = Objects.requireNonNull(since.get(one.getKey()));
        Duration held = Duration.between(from, world.statementBegan());
        if (held.compareTo(World.PRICE.sharing().heldAtLeast()) < 0) {
          wrong("%s is told to leave its slot after %s".formatted(world.name(one.getKey()), held));
        }
      }
    }
    if (leaving > 0) {
      int running = world.tables().tenants.values().stream().mapToInt(t -> t.running).sum();
      if (world.tables().slots(world.statementBegan()) > running) {
        wrong("%d are told to leave their slots while one is free".formatted(leaving));
      }
      long waiting = world.tables().rollouts.values().stream().filter(this::waits).count();
      if (leaving > waiting) {
        wrong("%d are told to leave their slots, %d wait".formatted(leaving, waiting));
      }
    }
  }

  private boolean waits(Rollout rollout) {
    Tenant tenant = world.tables().tenant(rollout.tenantId());
    return rollout.state.equals(JobState.QUEUED)
        && tenant.running < tenant.maxRunning
        && !rollout.notBefore.isAfter(world.statementBegan());
  }

  private void wrong(String detail) {
    world.violated(Invariant.TURN, detail);
  }

  /** A runner has the answer to its heartbeat. */
  void hears(Collection<Lease> leases, Map<UUID, Leases.Wishes> kept) {
    for (Lease lease : leases) {
      Leases.Wishes wishes = kept.get(lease.rolloutId());
      if (wishes == null || !wishes.giveWay()) {
        told.remove(Holding.of(lease));
      } else if (told.putIfAbsent(Holding.of(lease), 0) == null) {
        world.note(
            "%s@%d is to leave its slot".formatted(world.name(lease.rolloutId()), lease.epoch()));
      }
    }
  }

  boolean isTold(Lease lease) {
    return told.containsKey(Holding.of(lease));
  }

  /** One may have been on its way when its holder was told. */
  void asks(Lease lease) {
    Integer asked = told.computeIfPresent(Holding.of(lease), (holding, before) -> before + 1);
    if (asked != null && asked > 1) {
      world.violated(
          Invariant.GIVES_WAY,
          "%s@%d asks for %d replies after it was told to leave its slot"
              .formatted(world.name(lease.rolloutId()), lease.epoch(), asked));
    }
  }
}
