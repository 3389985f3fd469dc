package dev.quarry.core.testing;

import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.core.testing.MemoryTables.Tenant;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The queue's database in memory: what {@code ClaimStore}, {@code LeaseStore}, {@code
 * RolloutStore}, {@code JobIntake} and {@code StepInsert} decide in SQL, decided here in the same
 * way; {@code QueueContract} holds the two against each other. Each operation is one transaction
 * that is committed when it returns. Not for several threads at once.
 */
public final class MemoryDatabase {
  private final MemoryTables tables = new MemoryTables();
  private final Supplier<Instant> now;

  /**
   * @param now time of the transaction that is under way
   */
  public MemoryDatabase(Supplier<Instant> now) {
    this.now = now;
  }

  public MemoryTables tables() {
    return tables;
  }

  public MemoryIntake intake() {
    return new MemoryIntake(tables, now);
  }

  public Rollouts rollouts() {
    return new MemoryRollouts(tables, now);
  }

  public Claims claims(ClaimStore.Holder holder, Duration leaseTime) {
    return () -> {
      Optional<Rollout> late = expired();
      return late.or(this::fairest).map(r -> leased(r, holder, leaseTime, late.isPresent()));
    };
  }

  private Optional<Rollout> expired() {
    return tables.rollouts.values().stream()
        .filter(r -> r.leaseUntil != null && r.leaseUntil.isBefore(now.get()))
        .filter(r -> r.state.equals(JobState.RUNNING))
        .min(Comparator.comparing((Rollout r) -> r.leaseUntil))
        .map(
            r -> {
              r.attempts++;
              return r;
            });
  }

  private Optional<Rollout> fairest() {
    double floor =
        tables.tenants.values().stream()
            .filter(t -> !t.fresh && (t.queued > 0 || t.running > 0))
            .mapToDouble(t -> t.vtime)
            .min()
            .orElse(0);
    Optional<Tenant> turn =
        tables.tenants.values().stream()
            .filter(t -> t.queued > 0 && t.running < t.maxRunning && claimable(t).isPresent())
            .min(
                Comparator.comparingDouble((Tenant t) -> vtime(t, floor))
                    .thenComparing(t -> !t.fresh)
                    .thenComparing(t -> t.id, MemoryTables.BY_BYTES));
    return turn.flatMap(
        tenant -> {
          Optional<Rollout> pick = claimable(tenant);
          for (Tenant other : tables.tenants.values()) {
            if (other != tenant && other.fresh && other.queued > 0) {
              other.vtime = vtime(other, floor);
              other.fresh = false;
            }
          }
          tenant.vtime = vtime(tenant, floor) + VirtualTime.INITIAL_CHARGE_SECONDS / tenant.weight;
          tenant.fresh = false;
          tenant.queued--;
          tenant.running++;
          return pick;
        });
  }

  private static double vtime(Tenant tenant, double floor) {
    return tenant.fresh ? Math.max(tenant.vtime, floor) : tenant.vtime;
  }

  private Optional<Rollout> claimable(Tenant tenant) {
    return tables.rollouts.values().stream()
        .filter(r -> r.tenantId().equals(tenant.id) && r.state.equals(JobState.QUEUED))
        .filter(r -> !r.notBefore.isAfter(now.get()))
        .min(
            Comparator.comparingInt((Rollout r) -> -r.priority)
                .thenComparing(r -> r.queuedAt)
                .thenComparing(r -> r.id, MemoryTables.BY_BYTES));
  }

  private Lease leased(
      Rollout rollout, ClaimStore.Holder holder, Duration leaseTime, boolean takeover) {
    rollout.state = JobState.RUNNING;
    rollout.owner = holder.runner();
    rollout.epoch++;
    rollout.leaseUntil = now.get().plus(leaseTime);
    int attempt = rollout.attempts + 1;
    long seq = rollout.lastSeq() + 1;
    store(
        rollout,
        seq,
        rollout.epoch,
        new Step.Leased(rollout.epoch, holder.runner(), holder.engineVersion(), attempt));
    rollout.stuckAttempts = takeover && rollout.stuckSeq == seq - 1 ? rollout.stuckAttempts + 1 : 0;
    rollout.stuckSeq = seq;
    return new Lease(
        rollout.tenantId(),
        rollout.job.id,
        rollout.id,
        rollout.ordinal,
        rollout.epoch,
        attempt,
        seq,
        rollout.stuckAttempts,
        wishes(rollout));
  }

  private static Leases.Wishes wishes(Rollout rollout) {
    return new Leases.Wishes(rollout.cancelRequested, rollout.pauseRequested, rollout.inputs);
  }

  private Instant store(Rollout rollout, long seq, long epoch, Step step) {
    rollout.steps.put(
        seq, new StoredStep(seq, epoch, now.get(), StepCodec.kind(step), StepCodec.encode(step)));
    return now.get();
  }

  public Leases leases(Duration leaseTime) {
    return new Leases() {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        var kept = new HashMap<UUID, Wishes>();
        for (Lease lease : leases) {
          tables
              .held(lease)
              .ifPresent(
                  r -> {
                    r.leaseUntil = now.get().plus(leaseTime);
                    kept.put(r.id, wishes(r));
                  });
        }
        return kept;
      }

      @Override
      public boolean handBack(Lease lease, double slotSeconds, Duration pause) {
        Optional<Rollout> given = tables.held(lease);
        given.ifPresent(
            r -> {
              r.state = JobState.QUEUED;
              r.owner = null;
              r.leaseUntil = null;
              if (pause.isPositive()) {
                r.notBefore = MemoryTables.later(r.notBefore, now.get().plus(pause));
              }
              Tenant tenant = tables.tenant(r.tenantId());
              tenant.queued++;
              tenant.running--;
              tenant.vtime += VirtualTime.settlement(slotSeconds) / tenant.weight;
              tables.permit(r);
            });
        return given.isPresent();
      }
    };
  }

  public StepTable steps() {
    return (batch, again) -> {
      for (StepTable.StepRow row : batch) {
        if (!tables.rollouts.containsKey(row.key().rolloutId())) {
          throw new SQLException("no such rollout: " + row.key().rolloutId(), "23503");
        }
      }
      var byPlace = new HashMap<Place, StepKey>();
      batch.forEach(r -> byPlace.put(new Place(r.key().rolloutId(), r.key().seq()), r.key()));
      var durable = new HashMap<StepKey, Instant>();
      if (again) {
        for (StepTable.StepRow row : batch) {
          StoredStep there = rollout(row.key()).steps.get(row.key().seq());
          if (there != null && there.epoch() == row.key().epoch()) {
            durable.put(place(byPlace, row.key()), there.at());
          }
        }
      }
      for (StepTable.StepRow row : batch) {
        StepKey key = row.key();
        if (!rollout(key).steps.containsKey(key.seq())) {
          durable.put(place(byPlace, key), store(rollout(key), key.seq(), key.epoch(), row.step()));
        }
      }
      return durable;
    };
  }

  private Rollout rollout(StepKey key) {
    return Objects.requireNonNull(tables.rollouts.get(key.rolloutId()));
  }

  private static StepKey place(Map<Place, StepKey> byPlace, StepKey key) {
    return Objects.requireNonNull(byPlace.get(new Place(key.rolloutId(), key.seq())));
  }

  private record Place(UUID rolloutId, long seq) {}
}
