package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.testing.MemoryTables.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts by itself what is used, and compares that with what is charged, after every commit. */
final class ChargeChecks {
  private static final double ROUNDING = 1e-6;

  private final World world;
  private final VirtualTime price;
  private final Map<UUID, Count> rollouts = new HashMap<>();
  private final Map<UUID, Account> tenants = new HashMap<>();

  /** A rollout after the commit before. */
  private static final class Count {
    private JobState state = JobState.QUEUED;
    private long epoch;
    private @Nullable Instant leaseUntil;
    private Instant countedUntil = Instant.MIN;
    private double seconds;

    private void until(Instant time) {
      if (time.isAfter(countedUntil)) {
        seconds += Duration.between(countedUntil, time).toNanos() / 1e9;
        countedUntil = time;
      }
    }
  }

  /** A tenant after the commit before. */
  private record Account(double vtime, boolean idle, double charged) {}

  ChargeChecks(World world, VirtualTime price) {
    this.world = world;
    this.price = price;
  }

  void check() {
    var charged = new HashMap<UUID, Double>();
    for (Rollout rollout : world.tables().rollouts.values()) {
      timeIsThatOfTheSlot(rollout);
      useIsThatOfTimeAndTokens(rollout);
      charged.merge(rollout.tenantId(), rollout.used, Double::sum);
    }
    for (Tenant tenant : world.tables().tenants.values()) {
      tenantIsCharged(tenant, charged.getOrDefault(tenant.id, 0.0));
    }
  }

  private void timeIsThatOfTheSlot(Rollout rollout) {
    Count count = rollouts.computeIfAbsent(rollout.id, id -> new Count());
    Instant now = world.statementBegan();
    if (count.state.equals(JobState.RUNNING)) {
      Instant lease = Objects.requireNonNull(count.leaseUntil);
      if (rollout.epoch != count.epoch) {
        count.until(lease.isBefore(now) ? lease : now);
        count.countedUntil = now;
      } else if (!lease.equals(rollout.leaseUntil)) {
        count.until(now);
      }
    } else {
      count.countedUntil = now;
    }
    count.state = rollout.state;
    count.epoch = rollout.epoch;
    count.leaseUntil = rollout.leaseUntil;
    differ(rollout, "seconds of slots", count.seconds, rollout.slotSeconds);
  }

  private void useIsThatOfTimeAndTokens(Rollout rollout) {
    long tokens =
        rollout.steps.headMap(rollout.chargedSeq, true).values().stream()
            .mapToLong(StoredStep::tokens)
            .sum();
    differ(rollout, "use", price.of(rollout.slotSeconds, tokens), rollout.used);
  }

  private void differ(Rollout rollout, String what, double counted, double stored) {
    if (Math.abs(counted - stored) > ROUNDING) {
      world.violated(
          Invariant.CHARGED,
          "%s of %s: %.3f, stored is %.3f"
              .formatted(what, world.name(rollout.id), counted, stored));
    }
  }

  /** Nothing moves a tenant's virtual time but its charges, and beginning to wait. */
  private void tenantIsCharged(Tenant tenant, double charged) {
    Account before =
        Objects.requireNonNullElse(
            tenants.put(
                tenant.id, new Account(tenant.vtime, tenant.fresh || tenant.queued == 0, charged)),
            new Account(0, true, 0));
    double due = before.vtime() + (charged - before.charged()) / tenant.weight;
    if (before.idle() ? tenant.vtime < due - ROUNDING : Math.abs(tenant.vtime - due) > ROUNDING) {
      world.violated(
          Invariant.CHARGED,
          "virtual time of a tenant went from %.3f to %.3f; its charges make %.3f"
              .formatted(before.vtime(), tenant.vtime, due));
    }
  }

  /** Once at the end: of a rollout that has come to its end, all steps are charged. */
  void allIsCharged() {
    for (Rollout rollout : world.tables().rollouts.values()) {
      boolean ended =
          !rollout.steps.isEmpty() && rollout.steps.lastEntry().getValue().kind().equals("ended");
      if (ended && rollout.chargedSeq != rollout.lastSeq()) {
        world.violated(
            Invariant.CHARGED,
            "%s is charged up to step %d of %d"
                .formatted(world.name(rollout.id), rollout.chargedSeq, rollout.lastSeq()));
      }
    }
  }
}
