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
import dev.quarry.core.trajectory.StepCost;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The queue's database in memory: what {@code ClaimStore}, {@code LeaseStore}, {@code
 * RolloutStore}, {@code JobIntake} and {@code StepInsert} decide in SQL, decided here in the same
 * way; {@code QueueContract} holds the two against each other. Each operation is one transaction
 * that is committed when it returns. Not for several threads at once.
 */
public final class MemoryDatabase {
  private final MemoryTables tables = new MemoryTables();
  private final MemoryCharge charge;
  private final MemorySharing sharing;
  private final Supplier<Instant> now;

  /**
   * @param price what use costs
   * @param now time of the transaction that is under way
   */
  public MemoryDatabase(VirtualTime price, Supplier<Instant> now) {
    this.charge = new MemoryCharge(tables, price);
    this.sharing = new MemorySharing(tables, price);
    this.now = now;
  }

  /** The time as its statements see it. */
  public Instant now() {
    return now.get();
  }

  public MemoryTables tables() {
    return tables;
  }

  public MemoryIntake intake() {
    return new MemoryIntake(tables, now);
  }

  public Rollouts rollouts() {
    return new MemoryRollouts(tables, charge, now);
  }

  public Claims claims(ClaimStore.Holder holder, Duration leaseTime) {
    return () -> {
      Optional<Rollout> late = expired();
      return late.or(this::fairest).map(r -> leased(r, holder, leaseTime, late.isPresent()));
    };
  }

  private Optional<Rollout> expired() {
    return tables.running.stream()
        .filter(r -> r.leaseUntil != null && r.leaseUntil.isBefore(now.get()))
        .min(Comparator.comparing((Rollout r) -> r.leaseUntil))
        .map(
            r -> {
              charge.takeOver(r, Objects.requireNonNull(r.leaseUntil), now.get());
              r.attempts++;
              return r;
            });
  }

  private Optional<Rollout> fairest() {
    return tables.tenants.values().stream()
        .filter(t -> t.queued > 0 && t.running < t.maxRunning && claimable(t).isPresent())
        .min(
            Comparator.comparingDouble((Tenant t) -> virtualTime(t) + charge.ahead(t))
                .thenComparingInt(t -> t.running)
                .thenComparing(t -> t.id, MemoryTables.BY_BYTES))
        .map(
            tenant -> {
              Rollout pick = claimable(tenant).orElseThrow();
              tenant.vtime = virtualTime(tenant);
              pick.chargedUntil = now.get();
              tenant.queued--;
              tenant.running++;
              tenant.fresh = due(tenant).noneMatch(r -> r != pick);
              return pick;
            });
  }

  private double virtualTime(Tenant tenant) {
    return tenant.fresh ? Math.max(tenant.vtime, tables.fairStart(tenant)) : tenant.vtime;
  }

  private Optional<Rollout> claimable(Tenant tenant) {
    return due(tenant).filter(r -> sharing.mayClaim(r, now.get())).findFirst();
  }

  private Stream<Rollout> due(Tenant tenant) {
    return tenant.waiting.stream().filter(r -> !r.notBefore.isAfter(now.get()));
  }

  private Lease leased(
      Rollout rollout, ClaimStore.Holder holder, Duration leaseTime, boolean takeover) {
    tables.become(rollout, JobState.RUNNING);
    rollout.owner = holder.runner();
    rollout.epoch++;
    rollout.leaseUntil = now.get().plus(leaseTime);
    rollout.heldSince = now.get();
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
    return wishes(rollout, false);
  }

  private static Leases.Wishes wishes(Rollout rollout, boolean giveWay) {
    return new Leases.Wishes(
        rollout.cancelRequested, rollout.pauseRequested, rollout.inputs, giveWay);
  }

  private Instant store(Rollout rollout, long seq, long epoch, Step step) {
    rollout.steps.put(
        seq,
        new StoredStep(
            seq,
            epoch,
            now.get(),
            StepCodec.kind(step),
            StepCost.of(step).tokens().total(),
            StepCodec.encode(step)));
    return now.get();
  }

  public Leases leases(Duration leaseTime) {
    return new Leases() {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        Set<UUID> leaving = sharing.giveWay(now.get());
        var kept = new HashMap<UUID, Wishes>();
        for (Lease lease : leases) {
          tables
              .held(lease)
              .ifPresent(
                  r -> {
                    charge.keep(r, now.get());
                    r.leaseUntil = now.get().plus(leaseTime);
                    kept.put(r.id, wishes(r, leaving.contains(r.id)));
                  });
        }
        return kept;
      }

      @Override
      public boolean handBack(Lease lease, Duration pause) {
        Optional<Rollout> given = tables.held(lease);
        given.ifPresent(
            r -> {
              tables.become(r, JobState.QUEUED);
              r.owner = null;
              r.leaseUntil = null;
              if (pause.isPositive()) {
                r.notBefore = MemoryTables.later(r.notBefore, now.get().plus(pause));
              }
              Tenant tenant = tables.tenant(r.tenantId());
              tenant.running--;
              charge.leave(r, now.get());
              tables.joinQueue(tenant, 1, true);
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
