package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.Tenant;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Looks every second whether work waits that somebody could do. */
final class Idleness {
  /** A sweep with its jitter on a slow clock, and a second. */
  private static final long MOST =
      World.SWEEP.plus(World.SWEEP.dividedBy(10)).plus(Duration.ofMillis(1_500)).toNanos();

  private final World world;
  private final Map<UUID, Long> claimable = new HashMap<>();
  private final Map<Integer, Long> free = new HashMap<>();

  Idleness(World world) {
    this.world = world;
  }

  void look() {
    long now = world.now();
    for (Rollout rollout : world.tables().rollouts.values()) {
      if (isClaimable(rollout)) {
        claimable.putIfAbsent(rollout.id, now);
      } else {
        claimable.remove(rollout.id);
      }
    }
    for (Host host : world.hosts()) {
      if (host.slotFree() && host.ableFrom() <= now) {
        free.putIfAbsent(host.number(), now);
      } else {
        free.remove(host.number());
      }
    }
    claimable.forEach(
        (rollout, since) ->
            free.forEach(
                (host, freeSince) -> {
                  if (now - Math.max(since, freeSince) > MOST) {
                    world.violated(
                        Invariant.UNOWNED,
                        "%s could be claimed since %s, runner-%d is free since %s"
                            .formatted(
                                world.name(rollout), seconds(since), host, seconds(freeSince)));
                  }
                }));
  }

  private boolean isClaimable(Rollout rollout) {
    Tenant tenant = world.tables().tenant(rollout.tenantId());
    if (rollout.state.equals(JobState.QUEUED)) {
      return tenant.running < tenant.maxRunning
          && !rollout.notBefore.isAfter(world.instant())
          && (!isLong(rollout) || longOnesHaveRoom());
    }
    return rollout.leaseUntil != null && rollout.leaseUntil.isBefore(world.instant());
  }

  private static boolean isLong(Rollout rollout) {
    return rollout.slotSeconds >= World.PRICE.sharing().longFrom().toSeconds();
  }

  private boolean longOnesHaveRoom() {
    int slots = world.tables().slots(world.instant());
    long running =
        world.tables().rollouts.values().stream()
            .filter(r -> r.state.equals(JobState.RUNNING) && isLong(r))
            .count();
    return slots == 0 || running < slots - World.PRICE.sharing().reserved(slots);
  }

  private static String seconds(long nanos) {
    return Moment.seconds(Duration.ofNanos(nanos));
  }
}
