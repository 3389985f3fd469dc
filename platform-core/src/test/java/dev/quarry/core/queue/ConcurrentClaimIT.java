package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sixty-four claim at once: no cap is passed, no slot is left idle, and the shares are those of
 * claims one after the other.
 */
class ConcurrentClaimIT {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final int CLAIMERS = 64;

  /** Each opens a connection for each of its many transactions. */
  private static final int WORKERS = 16;

  /** The database itself refuses what must never be. */
  private static final String GUARD =
      """
      create function cap_holds() returns trigger language plpgsql as $$
        declare really int;
        begin
          select count(*) into really from rollout
          where tenant_id = new.tenant_id and state = 'RUNNING';
          if new.running > new.max_running and new.running > old.running then
            raise exception 'running is %, the cap is %', new.running, new.max_running;
          elsif really > new.max_running then
            raise exception '% rollouts run, the cap is %', really, new.max_running;
          end if;
          return null;
        end $$;
      create constraint trigger cap_holds after update on tenant_sched
        deferrable initially deferred for each row execute function cap_holds();
      """;

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
  }

  private ClaimStore claims() {
    return new ClaimStore(
        database.as(Role.SCHEDULER),
        new ClaimStore.Holder("runner", "test"),
        LEASE,
        VirtualTime.STANDARD);
  }

  private LeaseStore leases() {
    return new LeaseStore(database.as(Role.SCHEDULER), LEASE, VirtualTime.STANDARD);
  }

  private UUID tenant(String slug, int jobs, int cap, double weight) throws SQLException {
    UUID id = database.tenant(slug);
    for (int i = 0; i < jobs; i++) {
      database.job(id, 0);
    }
    database.run(
        Role.OWNER,
        "update tenant_sched set max_running = %d, weight = %s where tenant_id = '%s'"
            .formatted(cap, weight, id));
    return id;
  }

  private static <T> List<T> atOnce(Collection<Callable<T>> work) throws Exception {
    var gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> one : work) {
        running.add(
            threads.submit(
                () -> {
                  gate.await();
                  return one.call();
                }));
      }
      gate.countDown();
      var results = new ArrayList<T>();
      for (Future<T> one : running) {
        results.add(one.get(400, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  private List<Optional<Lease>> claimAtOnce(int claimers) throws Exception {
    return atOnce(
        IntStream.range(0, claimers)
            .<Callable<Optional<Lease>>>mapToObj(i -> () -> claims().claim())
            .toList());
  }

  private static Map<UUID, Integer> shares(List<Optional<Lease>> leases) {
    Map<UUID, Integer> shares = new HashMap<>();
    leases.forEach(l -> l.ifPresent(lease -> shares.merge(lease.tenantId(), 1, Integer::sum)));
    return shares;
  }

  @Test
  void everyClaimFindsItsRolloutAndSharesAreExact() throws Exception {
    // Given as many claimable rollouts as claimers, and more
    UUID one = tenant("one", 40, 64, 1);
    UUID other = tenant("other", 40, 64, 1);
    UUID twice = tenant("twice", 40, 64, 2);

    // When
    List<Optional<Lease>> leases = claimAtOnce(CLAIMERS);

    // Then
    assertThat(leases).allMatch(Optional::isPresent);
    assertThat(new HashSet<>(leases.stream().map(l -> l.orElseThrow().rolloutId()).toList()))
        .hasSize(CLAIMERS);
    assertThat(shares(leases))
        .containsEntry(one, 16)
        .containsEntry(other, 16)
        .containsEntry(twice, 32);
  }

  @Test
  void lastRolloutsOfOneTenantAreAllTaken() throws Exception {
    tenant("sample", CLAIMERS, CLAIMERS, 1);

    assertThat(claimAtOnce(CLAIMERS)).allMatch(Optional::isPresent);
  }

  @Test
  void capIsFilledAndNeverPassed() throws Exception {
    // Given
    database.run(Role.OWNER, GUARD);
    UUID tight = tenant("tight", 40, 7, 1);
    UUID wide = tenant("wide", 40, 20, 5);

    // When
    List<Optional<Lease>> leases = claimAtOnce(CLAIMERS);

    // Then both are at their caps, and who came back empty had nothing to take
    assertThat(shares(leases)).containsEntry(tight, 7).containsEntry(wide, 20);
    assertThat(claims().claim()).isEmpty();
  }

  @Test
  void capHoldsWhileRolloutsComeAndGo() throws Exception {
    // Given tenants whose rollouts are claimed, kept, handed back and ended at the same time
    database.run(Role.OWNER, GUARD);
    tenant("tight", 8, 2, 1);
    tenant("wide", 24, 11, 3);
    var rollouts = new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD);
    Callable<Integer> worker =
        () -> {
          int ended = 0;
          while (true) {
            Optional<Lease> lease = claims().claim();
            if (lease.isEmpty()) {
              return ended;
            }
            leases().heartbeat(List.of(lease.get()));
            if (lease.get().epoch() == 1 && lease.get().rolloutId().hashCode() % 4 == 0) {
              leases().handBack(lease.get());
            } else {
              rollouts.end(lease.get(), end());
              ended++;
            }
          }
        };

    // When
    List<Integer> ended = atOnce(IntStream.range(0, WORKERS).mapToObj(i -> worker).toList());
    int late = worker.call();

    // Then
    assertThat(ended.stream().mapToInt(i -> i).sum() + late).isEqualTo(32);
    assertThat(
            database.one(
                Role.SCHEDULER, "select sum(queued) + sum(running) from tenant_sched", Long.class))
        .isZero();
    assertThat(
            database.one(
                Role.SCHEDULER,
                "select count(*) from rollout where charged_until is not null",
                Long.class))
        .isZero();
  }

  private static RolloutEnd end() {
    return new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE);
  }

  @Test
  void whoHoldsTheFairestTenantsRowIsWaitedFor() throws Exception {
    // Given
    UUID fairest = tenant("fairest", 1, 64, 1);
    UUID other = tenant("other", 1, 64, 1);
    database.run(
        Role.OWNER, "update tenant_sched set vtime = 99 where tenant_id = '%s'".formatted(other));

    // When
    Optional<Lease> lease =
        whileLocked(
            "select 1 from tenant_sched where tenant_id = '%s' for update".formatted(fairest));

    // Then
    assertThat(lease.orElseThrow().tenantId()).isEqualTo(fairest);
  }

  @Test
  void turnThatWasChargedAwayMeanwhileIsLookedForAnew() throws Exception {
    UUID charged = tenant("charged", 1, 64, 1);
    UUID next = tenant("next", 1, 64, 1);
    database.run(
        Role.OWNER, "update tenant_sched set vtime = 9 where tenant_id = '%s'".formatted(next));

    Optional<Lease> lease =
        whileLocked(
            "update tenant_sched set vtime = 500 where tenant_id = '%s'".formatted(charged));

    assertThat(lease.orElseThrow().tenantId()).isEqualTo(next);
  }

  @Test
  void rolloutThatItsUserIsChangingIsWaitedFor() throws Exception {
    UUID tenant = tenant("sample", 1, 64, 1);

    Optional<Lease> lease = whileLocked("select 1 from rollout for no key update");

    assertThat(lease.orElseThrow().tenantId()).isEqualTo(tenant);
  }

  /** A claim that begins while another transaction holds locks, which ends a little later. */
  private Optional<Lease> whileLocked(String lock) throws Exception {
    try (Connection holder = database.as(Role.SCHEDULER).getConnection();
        var statement = holder.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      statement.execute(lock);
      Future<Optional<Lease>> claim = threads.submit(() -> claims().claim());
      untilSomebodyWaits();
      holder.commit();
      return claim.get(60, TimeUnit.SECONDS);
    }
  }

  private void untilSomebodyWaits() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      if (database.one(Role.OWNER, "select count(*) from pg_locks where not granted", Long.class)
          > 0) {
        return;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("nobody waits");
  }

  @Test
  void connectionThatHangsHoldsUpOnlyItsOwnTenant() throws Exception {
    // Given
    UUID stuck = tenant("stuck", 1, 64, 1);
    UUID other = tenant("other", 1, 64, 1);
    database.run(
        Role.OWNER, "update tenant_sched set vtime = 99 where tenant_id = '%s'".formatted(other));

    // When its row is held for longer than anybody waits
    Optional<Lease> lease =
        TenantTx.inTransaction(
            database.as(Role.SCHEDULER),
            tx -> {
              try (var statement = tx.createStatement()) {
                statement.execute(
                    "select 1 from tenant_sched where tenant_id = '%s' for update"
                        .formatted(stuck));
              }
              return claims().claim();
            });

    // Then
    assertThat(lease.orElseThrow().tenantId()).isEqualTo(other);
  }

  @Test
  void heartbeatThatFindsTheTenantLockedChargesTheNextTime() throws Exception {
    // Given
    tenant("sample", 1, 64, 1);
    Lease lease = claims().claim().orElseThrow();
    database.run(Role.SCHEDULER, "update rollout set charged_until = now() - interval '1000 s'");

    // When
    TenantTx.inTransaction(
        database.as(Role.SCHEDULER),
        tx -> {
          try (var statement = tx.createStatement()) {
            statement.execute("select 1 from tenant_sched for update");
          }
          assertThat(leases().heartbeat(List.of(lease))).containsKey(lease.rolloutId());
          return true;
        });
    double locked = vtime();
    leases().heartbeat(List.of(lease));

    // Then
    assertThat(locked).isZero();
    assertThat(vtime()).isBetween(1_000.0, 1_060.0);
  }

  private double vtime() throws SQLException {
    return database.one(Role.SCHEDULER, "select vtime from tenant_sched", Double.class);
  }
}
