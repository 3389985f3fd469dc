package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.core.testing.MemoryTables;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepTable;
import dev.quarry.core.trajectory.StepTable.StepRow;
import dev.quarry.runner.work.sim.RunnerParts.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** What could be wrong with the statements of the queue. */
final class DatabaseBugs {
  private DatabaseBugs() {}

  static List<Bug> all() {
    return List.of(
        bug(
            "steps are written behind whatever is there",
            Invariant.STEPS_IN_ORDER,
            (real, database) -> real.with(unfenced(real.steps(), database))),
        bug(
            "a row is reported and not written",
            Invariant.DURABLE_IS_THERE,
            (real, database) -> real.with(forgetful(real.steps()))),
        bug(
            "a hand-back does not ask for the state",
            Invariant.ONE_END,
            (real, database) -> real.with(reviving(real.leases(), database))),
        bug(
            "a hand-back counts as an attempt",
            Invariant.ATTEMPTS,
            (real, database) -> real.with(burning(real.leases(), database))),
        bug(
            "a heartbeat tells whoever has a slot to leave it",
            Invariant.TURN,
            (real, database) -> real.with(impatient(real.leases()))),
        bug(
            "a claim hands out what somebody holds",
            Invariant.LEASE_HOLDS,
            (real, database) -> real.with(twice(real.claims(), database))),
        bug(
            "a claim takes a lease five seconds early",
            Invariant.LEASE_HOLDS,
            (real, database) -> real.with(early(real.claims(), database))),
        bug(
            "a claim does not ask for the cap",
            Invariant.CAP,
            (real, database) -> real.with(uncapped(real.claims(), database))),
        bug(
            "a claim does not see expired leases",
            Invariant.UNOWNED,
            (real, database) -> real.with(blind(real.claims(), database))),
        bug(
            "a takeover does not charge for the holder before",
            Invariant.CHARGED,
            (real, database) -> real.with(forgiving(real.claims(), database))),
        bug(
            "a pause does not pause the job",
            Invariant.PAUSED_RESTS,
            (real, database) -> real.with(new Sleepless(real.rollouts(), database))),
        bug(
            "an end does not give the slot back",
            Invariant.COUNTERS,
            (real, database) -> real.with(new Unsettling(real.rollouts(), database))),
        bug(
            "an end forgets the usage",
            Invariant.USAGE,
            (real, database) -> real.with(new Uncharging(real.rollouts(), database))),
        bug(
            "the end of priority jobs is refused",
            Invariant.ALL_END,
            (real, database) -> real.with(new Refusing(real.rollouts(), database))),
        new Bug(
            "the relay does not empty the outbox",
            Invariant.QUEUE_DRAINS,
            new Planted() {
              @Override
              public boolean outboxIsKept() {
                return true;
              }
            }));
  }

  private static Bug bug(
      String name, Invariant invariant, BiFunction<Database, MemoryDatabase, Database> planted) {
    return new Bug(
        name,
        invariant,
        new Planted() {
          @Override
          public Database inDatabase(Database real, MemoryDatabase database) {
            return planted.apply(real, database);
          }
        });
  }

  private static Rollout rollout(MemoryDatabase database, UUID id) {
    return Objects.requireNonNull(database.tables().rollouts.get(id));
  }

  private static StepTable unfenced(StepTable real, MemoryDatabase database) {
    return (rows, again) -> {
      var durable = new HashMap<>(real.write(rows, again));
      for (StepRow row : rows) {
        if (!durable.containsKey(row.key())) {
          StepKey key = row.key();
          long next = rollout(database, key.rolloutId()).lastSeq() + 1;
          StepKey behind = new StepKey(key.tenantId(), key.rolloutId(), next, key.epoch());
          real.write(List.of(new StepRow(behind, row.step())), false);
          durable.put(key, Instant.EPOCH);
        }
      }
      return durable;
    };
  }

  private static StepTable forgetful(StepTable real) {
    return (rows, again) -> {
      List<StepRow> kept = rows.stream().filter(r -> r.key().seq() != 5).toList();
      Map<StepKey, Instant> durable = new HashMap<>(real.write(kept, again));
      rows.forEach(r -> durable.putIfAbsent(r.key(), Instant.EPOCH));
      return durable;
    };
  }

  private static Leases reviving(Leases real, MemoryDatabase database) {
    return new ForwardingLeases(real) {
      @Override
      public boolean handBack(Lease lease, Duration pause) {
        Rollout rollout = rollout(database, lease.rolloutId());
        if (rollout.epoch == lease.epoch() && rollout.state.terminal()) {
          database.tables().become(rollout, JobState.RUNNING);
          database.tables().tenant(rollout.tenantId()).running++;
        }
        return super.handBack(lease, pause);
      }
    };
  }

  private static Claims twice(Claims real, MemoryDatabase database) {
    return () ->
        real.claim()
            .or(
                () ->
                    database.tables().rollouts.values().stream()
                        .filter(r -> r.state.equals(JobState.RUNNING))
                        .findFirst()
                        .map(
                            r ->
                                new Lease(
                                    r.tenantId(),
                                    r.job.id,
                                    r.id,
                                    r.ordinal,
                                    r.epoch,
                                    1,
                                    r.lastSeq(),
                                    0,
                                    Leases.Wishes.NONE)));
  }

  private static Leases burning(Leases real, MemoryDatabase database) {
    return new ForwardingLeases(real) {
      @Override
      public boolean handBack(Lease lease, Duration pause) {
        boolean given = super.handBack(lease, pause);
        if (given) {
          rollout(database, lease.rolloutId()).attempts++;
        }
        return given;
      }
    };
  }

  private static Leases impatient(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        var kept = new HashMap<>(super.heartbeat(leases));
        kept.replaceAll(
            (id, wishes) -> new Wishes(wishes.cancel(), wishes.pause(), wishes.inputs(), true));
        return kept;
      }
    };
  }

  private static Claims early(Claims real, MemoryDatabase database) {
    return () -> {
      var held = new HashMap<Rollout, Instant>();
      for (Rollout rollout : database.tables().rollouts.values()) {
        Instant until = rollout.leaseUntil;
        if (until != null && !until.isBefore(database.now())) {
          held.put(rollout, until);
          rollout.leaseUntil = until.minusSeconds(5);
        }
      }
      Optional<Lease> lease = real.claim();
      held.forEach(
          (rollout, until) -> {
            if (until.minusSeconds(5).equals(rollout.leaseUntil)) {
              rollout.leaseUntil = until;
            }
          });
      return lease;
    };
  }

  private static void shift(MemoryDatabase database, long seconds) {
    for (Rollout rollout : database.tables().rollouts.values()) {
      if (rollout.leaseUntil != null) {
        rollout.leaseUntil = rollout.leaseUntil.plusSeconds(seconds);
      }
    }
  }

  private static Claims uncapped(Claims real, MemoryDatabase database) {
    return () -> {
      var caps = new HashMap<UUID, Integer>();
      for (MemoryTables.Tenant tenant : database.tables().tenants.values()) {
        caps.put(tenant.id, tenant.maxRunning);
        tenant.maxRunning = Integer.MAX_VALUE;
      }
      Optional<Lease> lease = real.claim();
      caps.forEach((tenant, cap) -> database.tables().tenant(tenant).maxRunning = cap);
      return lease;
    };
  }

  private static Claims blind(Claims real, MemoryDatabase database) {
    return () -> {
      shift(database, 1_000_000);
      Optional<Lease> lease = real.claim();
      shift(database, -1_000_000);
      lease.ifPresent(
          l -> {
            Rollout rollout = rollout(database, l.rolloutId());
            rollout.leaseUntil = rollout.leaseUntil.plusSeconds(1_000_000);
          });
      return lease;
    };
  }

  private static Claims forgiving(Claims real, MemoryDatabase database) {
    return () -> {
      var until = new HashMap<UUID, Instant>();
      for (Rollout rollout : database.tables().rollouts.values()) {
        if (rollout.state.equals(JobState.RUNNING)) {
          until.put(rollout.id, rollout.chargedUntil);
          rollout.chargedUntil = rollout.leaseUntil;
        }
      }
      Optional<Lease> lease = real.claim();
      lease.ifPresent(l -> until.remove(l.rolloutId()));
      until.forEach((id, time) -> rollout(database, id).chargedUntil = time);
      return lease;
    };
  }

  /** Ends that go wrong for some jobs. */
  private static class Ending extends ForwardingRollouts {
    final MemoryDatabase database;

    Ending(Rollouts real, MemoryDatabase database) {
      super(real);
      this.database = database;
    }

    boolean concerned(Lease lease) {
      return rollout(database, lease.rolloutId()).priority > 0;
    }
  }

  private static final class Sleepless extends Ending {
    Sleepless(Rollouts real, MemoryDatabase database) {
      super(real, database);
    }

    @Override
    public Parked pause(Lease lease) throws LeaseLostException {
      Parked parked = super.pause(lease);
      rollout(database, lease.rolloutId()).job.state = JobState.RUNNING;
      return parked;
    }
  }

  private static final class Unsettling extends Ending {
    Unsettling(Rollouts real, MemoryDatabase database) {
      super(real, database);
    }

    @Override
    public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
      super.end(lease, end);
      if (concerned(lease)) {
        database.tables().tenant(lease.tenantId()).running++;
      }
    }
  }

  private static final class Uncharging extends Ending {
    Uncharging(Rollouts real, MemoryDatabase database) {
      super(real, database);
    }

    @Override
    public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
      super.end(lease, end);
      if (concerned(lease)) {
        database.tables().used.removeIf(u -> u.rolloutId().equals(lease.rolloutId()));
      }
    }
  }

  private static final class Refusing extends Ending {
    Refusing(Rollouts real, MemoryDatabase database) {
      super(real, database);
    }

    @Override
    public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
      if (concerned(lease)) {
        throw new LeaseLostException(lease.rolloutId(), "refused");
      }
      super.end(lease, end);
    }
  }
}
