package dev.quarry.runner.work.sim;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.work.sim.RunnerParts.Database;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** What could be wrong with what a runner makes of its connections and its clock. */
final class RunnerBugs {
  private RunnerBugs() {}

  static List<Bug> all() {
    return List.of(
        bug(
            "a heartbeat says nothing of messages",
            Invariant.MESSAGES,
            real -> real.with(deaf(real.leases()))),
        bug(
            "a heartbeat says nothing of others whose turn it is",
            Invariant.GIVES_WAY,
            real -> real.with(staying(real.leases()))),
        bug(
            "a hand-back is forgotten",
            Invariant.CLEAN_DRAIN,
            real -> real.with(keeping(real.leases()))),
        bug(
            "a hand-back that fails is taken for a bug",
            Invariant.THREADS_LIVE,
            real -> real.with(touchy(real.leases()))),
        bug(
            "steps are read from a copy that lags behind",
            Invariant.NEVER_ASKED_AGAIN,
            real -> real.with(new Lagging(real.rollouts()))),
        bug(
            "attempts are counted double",
            Invariant.POISON,
            real -> real.with(hasty(real.claims()))),
        new Bug(
            "the clock that the fence goes by stands still",
            Invariant.FENCED_IS_QUIET,
            new Unfenced(UnaryOperator.identity())),
        new Bug(
            "so does it, and a heartbeat does not see what is lost",
            Invariant.LOST_IS_LEFT,
            new Unfenced(real -> real.with(optimistic(real.leases()))) {
              @Override
              public Set<Invariant> besides() {
                return Set.of(Invariant.FENCED_IS_QUIET);
              }
            }),
        new Bug(
            "so does it, and a late holder does not see its successor",
            Invariant.STEPS_IN_ORDER,
            new Unfenced(real -> real.with(new Unaware(real.rollouts()))) {
              @Override
              public Set<Invariant> besides() {
                return Set.of(Invariant.FENCED_IS_QUIET);
              }
            }),
        new Bug(
            "a step that is still under way counts as settled",
            Invariant.DURABLE_IS_THERE,
            new Planted() {
              @Override
              public Time time(Time real) {
                return new Impatient(real);
              }
            }));
  }

  private static Bug bug(String name, Invariant invariant, UnaryOperator<Database> planted) {
    return new Bug(
        name,
        invariant,
        new Planted() {
          @Override
          public Database inRunner(Database real) {
            return planted.apply(real);
          }
        });
  }

  /** Without the fence by the clock. */
  private static class Unfenced implements Planted {
    private final UnaryOperator<Database> more;

    Unfenced(UnaryOperator<Database> more) {
      this.more = more;
    }

    @Override
    public Database inRunner(Database real) {
      return more.apply(real);
    }

    @Override
    public Time time(Time real) {
      return new Standing(real);
    }
  }

  private static Leases optimistic(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        var kept = new HashMap<>(super.heartbeat(leases));
        leases.forEach(l -> kept.putIfAbsent(l.rolloutId(), Wishes.NONE));
        return kept;
      }
    };
  }

  private static Leases deaf(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        var kept = new HashMap<>(super.heartbeat(leases));
        kept.replaceAll(
            (id, wishes) -> new Wishes(wishes.cancel(), wishes.pause(), 0, wishes.giveWay()));
        return kept;
      }
    };
  }

  private static Leases staying(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
        var kept = new HashMap<>(super.heartbeat(leases));
        kept.replaceAll(
            (id, wishes) -> new Wishes(wishes.cancel(), wishes.pause(), wishes.inputs()));
        return kept;
      }
    };
  }

  private static Leases keeping(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public boolean handBack(Lease lease, Duration pause) {
        return true;
      }
    };
  }

  private static Leases touchy(Leases real) {
    return new ForwardingLeases(real) {
      @Override
      public boolean handBack(Lease lease, Duration pause) {
        if (!super.handBack(lease, pause)) {
          throw new IllegalStateException("somebody else has it");
        }
        return true;
      }
    };
  }

  private static Claims hasty(Claims real) {
    return () ->
        real.claim()
            .map(
                l ->
                    new Lease(
                        l.tenantId(),
                        l.jobId(),
                        l.rolloutId(),
                        l.ordinal(),
                        l.epoch(),
                        l.attempt(),
                        l.leasedSeq(),
                        2 * l.fruitless(),
                        l.wishes()));
  }

  private static final class Unaware extends ForwardingRollouts {
    Unaware(Rollouts real) {
      super(real);
    }

    @Override
    Trajectory seen(Lease lease, Trajectory there) {
      return Trajectory.of(
          there.steps().stream()
              .map(
                  s ->
                      new StepRecord(s.seq(), Math.min(s.epoch(), lease.epoch()), s.at(), s.step()))
              .toList());
    }
  }

  private static final class Lagging extends ForwardingRollouts {
    Lagging(Rollouts real) {
      super(real);
    }

    @Override
    Trajectory seen(Lease lease, Trajectory there) {
      List<StepRecord> all = there.steps();
      int last = all.size() - 2;
      boolean lags = last > 0 && all.get(last).step() instanceof Step.Replied;
      return Trajectory.of(lags ? all.subList(0, last) : all);
    }
  }

  /** A clock that does not go, though sleeping takes its time. */
  private static class Standing implements Time {
    final Time real;

    Standing(Time real) {
      this.real = real;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
      real.sleep(pause);
    }

    @Override
    public <T> T await(CompletableFuture<T> result, Duration most)
        throws ExecutionException, InterruptedException, TimeoutException {
      return real.await(result, most);
    }

    @Override
    public Duration jitter(Duration most) {
      return real.jitter(most);
    }
  }

  private static final class Impatient extends Standing {
    Impatient(Time real) {
      super(real);
    }

    @Override
    public long nanos() {
      return real.nanos();
    }

    @Override
    public <T> T await(CompletableFuture<T> result, Duration most)
        throws ExecutionException, InterruptedException, TimeoutException {
      try {
        return real.await(result, most);
      } catch (TimeoutException e) {
        throw new ExecutionException(e);
      }
    }
  }
}
