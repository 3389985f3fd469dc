package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepTable;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Fault.Ill;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one process to the database. A call is on its way for a while, is carried out
 * whether or not the caller still lives, and is on its way back for a while; like a driver's, it
 * cannot be interrupted.
 */
final class Link implements Claims, Leases, Rollouts, StepTable {
  private static final Duration ZERO = Duration.ZERO;

  private final World world;
  private final Host host;
  private final Scheduler.Process process;
  private final RunnerParts.Database database;

  Link(World world, Host host, Scheduler.Process process, RunnerParts.Database database) {
    this.world = world;
    this.host = host;
    this.process = process;
    this.database = database;
  }

  @Override
  public Optional<Lease> claim() {
    long sent = world.now();
    Optional<Lease> lease =
        storage(
            Port.CLAIM,
            "claims",
            () -> {
              Optional<Lease> claimed = database.claims().claim();
              claimed.ifPresent(world.turns()::comes);
              return claimed;
            });
    lease.ifPresent(l -> world.acts().claimed(l, sent));
    return lease;
  }

  @Override
  public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
    long sent = world.now();
    Map<UUID, Wishes> kept =
        storage(
            Port.HEARTBEAT,
            "keeps " + leases.stream().map(l -> world.name(l.rolloutId())).sorted().toList(),
            () -> {
              Map<UUID, Wishes> held = database.leases().heartbeat(leases);
              world.turns().mayBeTold(held);
              return held;
            });
    world.acts().beaten(leases, kept, sent);
    world.turns().hears(leases, kept);
    return kept;
  }

  @Override
  public boolean handBack(Lease lease, Duration pause) {
    boolean given =
        storage(
            Port.HAND_BACK,
            "gives back " + named(lease),
            () -> database.leases().handBack(lease, pause));
    if (given) {
      world.chronicle().count(world.turns().isTold(lease) ? Count.GAVE_WAY : Count.HAND_BACKS);
    }
    return given;
  }

  @Override
  public Begun begin(Lease lease) {
    return storage(Port.BEGIN, "begins " + named(lease), () -> database.rollouts().begin(lease));
  }

  @Override
  public Trajectory steps(Lease lease) {
    return storage(Port.STEPS, "reads " + named(lease), () -> database.rollouts().steps(lease));
  }

  @Override
  public List<Step.InputReceived> inputs(Lease lease, int after) {
    return storage(
        Port.INPUTS,
        "looks for messages of %s after %d".formatted(named(lease), after),
        () -> database.rollouts().inputs(lease, after));
  }

  @Override
  public Parked pause(Lease lease) throws LeaseLostException {
    return fenced(Port.PAUSE, "pauses " + named(lease), () -> database.rollouts().pause(lease));
  }

  @Override
  public Parked await(Lease lease, Step.InputRequested request) throws LeaseLostException {
    return fenced(
        Port.AWAIT,
        "asks the user of " + named(lease),
        () -> database.rollouts().await(lease, request));
  }

  @Override
  public void account(Lease lease, RolloutUse use) throws LeaseLostException {
    fenced(
        Port.ACCOUNT,
        "accounts for " + named(lease),
        () -> {
          database.rollouts().account(lease, use);
          return "accounted";
        });
  }

  @Override
  public void end(Lease lease, RolloutEnd end) throws LeaseLostException {
    fenced(
        Port.END,
        "ends %s as %s".formatted(named(lease), end.state().name()),
        () -> {
          database.rollouts().end(lease, end);
          return "ended";
        });
  }

  /** A change that is refused when the lease is somebody else's. */
  private <T> T fenced(Port port, String what, Fenced<T> change) throws LeaseLostException {
    Refusable<T> done =
        storage(
            port,
            what,
            () -> {
              try {
                return new Refusable<>(change.make(), null);
              } catch (LeaseLostException e) {
                return new Refusable<>(null, e);
              }
            });
    if (done.refused() != null) {
      world.chronicle().count(Count.REFUSED_ENDS);
      throw done.refused();
    }
    return Objects.requireNonNull(done.result());
  }

  @FunctionalInterface
  private interface Fenced<T> {
    T make() throws LeaseLostException;
  }

  private record Refusable<T>(@Nullable T result, @Nullable LeaseLostException refused) {
    @Override
    public String toString() {
      return refused == null ? String.valueOf(result) : "refused";
    }
  }

  @Override
  public Map<StepKey, Instant> write(List<StepRow> rows, boolean again) throws SQLException {
    Map<StepKey, Instant> durable =
        send(
            Port.JOURNAL,
            "writes " + rows.stream().map(this::named).toList() + (again ? " again" : ""),
            () -> database.steps().write(rows, again));
    for (int lost = rows.size() - durable.size(); lost > 0; lost--) {
      world.chronicle().count(Count.FENCED_WRITES);
    }
    return durable;
  }

  private String named(Lease lease) {
    return "%s@%d".formatted(world.name(lease.rolloutId()), lease.epoch());
  }

  private String named(StepRow row) {
    return "%s@%d#%d %s"
        .formatted(
            world.name(row.key().rolloutId()),
            row.key().epoch(),
            row.key().seq(),
            row.step().getClass().getSimpleName());
  }

  private <T> T storage(Port port, String what, Callable<T> transaction) {
    try {
      return send(port, what, transaction);
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  private <T> T send(Port port, String what, Callable<T> transaction) throws SQLException {
    if (Thread.currentThread().isInterrupted() && host.dice().oneIn(4)) {
      // What the connection pool does when it has to wait.
      Thread.interrupted();
      world.acts().troubled(process, ZERO);
      throw new SQLException("interrupted while waiting for a connection");
    }
    var answer = new CompletableFuture<T>();
    Host.Contact contact = host.contact(port);
    if (process.frozen() || process.gone()) {
      standStill();
    }
    Instant began = world.instant();
    Duration way = host.dice().millis(1, 20);
    world.after(
        way.plus(delay(contact, Ill.SLOW_COMMIT).or(() -> delay(contact, Ill.FAILS)).orElse(ZERO)),
        () -> serve(new Call<>(contact, what, began, transaction, answer)));
    try {
      return answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case SQLException failed -> throw failed;
        case StorageException refused -> throw refused;
        default -> throw e;
      }
    }
  }

  /** The process was stopped just now: what it was about to send is sent when it goes on. */
  private void standStill() {
    var now = new CompletableFuture<Void>();
    world.after(ZERO, () -> now.complete(null));
    now.join();
  }

  private Optional<Duration> delay(Host.Contact contact, Ill ill) {
    return contact.bad().filter(f -> f.ill() == ill).map(Fault.BadCall::by);
  }

  /** A call on its way. */
  private record Call<T>(
      Host.Contact contact,
      String what,
      Instant began,
      Callable<T> transaction,
      CompletableFuture<T> answer) {}

  /** The server's side. */
  private <T> void serve(Call<T> call) {
    if (!host.reachesDatabase() || delay(call.contact(), Ill.FAILS).isPresent()) {
      world.chronicle().count(Count.FAILED_CALLS);
      world.note("%s %s: fails".formatted(process.name(), call.what()));
      // Refused at once, or nothing comes back until something gives up.
      fail(call, host.dice().millis(1, host.dice().oneIn(3) ? 20_000 : 1_000));
      return;
    }
    boolean abandoned =
        process.gone() || (process.frozen() && call.contact().port() != Port.JOURNAL);
    if (abandoned && host.dice().oneIn(2)) {
      world.chronicle().count(Count.ROLLED_BACK);
      world.note("%s %s: rolled back".formatted(process.name(), call.what()));
      fail(call, ZERO);
      return;
    }
    T result;
    try {
      boolean late = delay(call.contact(), Ill.SLOW_COMMIT).isPresent();
      world.statementBegan(late ? call.began() : world.instant());
      result = call.transaction().call();
    } catch (Exception e) {
      world.note("%s %s: %s".formatted(process.name(), call.what(), e.getMessage()));
      call.answer().completeExceptionally(e);
      return;
    }
    world.note("%s %s: %s".formatted(process.name(), call.what(), said(result)));
    world.commits().check();
    host.done(call.contact());
    answer(call, result);
  }

  private <T> void answer(Call<T> call, T result) {
    call.contact().bad().ifPresent(f -> world.chronicle().count(Count.SLOW_CALLS));
    Optional<Duration> lost = delay(call.contact(), Ill.ANSWER_LOST);
    Duration way =
        host.dice()
            .millis(1, 10)
            .plus(delay(call.contact(), Ill.SLOW_ANSWER).or(() -> lost).orElse(ZERO));
    world.after(
        way,
        () -> {
          if (lost.isPresent() || !host.reachesDatabase()) {
            world.chronicle().count(Count.LOST_ANSWERS);
            world.note("%s %s: answer lost".formatted(process.name(), call.what()));
            fail(call, ZERO);
          } else {
            call.answer().complete(result);
          }
        });
  }

  private <T> void fail(Call<T> call, Duration after) {
    world.acts().troubled(process, after);
    host.disturbed(after);
    world.after(
        after,
        () ->
            call.answer()
                .completeExceptionally(new SQLException("the connection is broken", "08006")));
  }

  private String said(Object result) {
    return switch (result) {
      case Optional<?> o when o.isEmpty() -> "-";
      case Optional<?> o when o.get() instanceof Lease lease ->
          "%s@%d attempt %d, fruitless %d"
              .formatted(
                  world.name(lease.rolloutId()), lease.epoch(), lease.attempt(), lease.fruitless());
      case Map<?, ?> m -> m.size() + " of them";
      case Trajectory t -> t.steps().size() + " steps";
      case Boolean b -> b.toString();
      case Refusable<?> r -> r.toString();
      case List<?> l -> l.size() + " of them";
      default -> "done";
    };
  }
}
