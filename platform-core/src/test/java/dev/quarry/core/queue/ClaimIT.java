package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.localstack.Role;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimIT {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final String SOMEBODY_WAITS =
      "select exists (select 1 from pg_stat_activity where datname = current_database()"
          + " and cardinality(pg_blocking_pids(pid)) > 0)";

  private static final String OTHERS_HAVE_ENDED =
      "select not exists (select 1 from pg_stat_activity where datname = current_database()"
          + " and pid <> pg_backend_pid())";

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
  }

  private ClaimStore claims(Duration lease) {
    return new ClaimStore(
        database.as(Role.SCHEDULER),
        new ClaimStore.Holder("runner", "test"),
        lease,
        VirtualTime.STANDARD);
  }

  private LeaseStore leases() {
    return new LeaseStore(database.as(Role.SCHEDULER), LEASE, VirtualTime.STANDARD);
  }

  private static RolloutEnd end(JobState.Terminal state) {
    return new RolloutEnd(state, Termination.ANSWER, "a", null, null, RolloutUse.NONE);
  }

  @Test
  void heavyTenantDoesNotStandInFrontOfALightOne() {
    // Given
    UUID heavy = database.tenant("heavy");
    UUID light = database.tenant("light");
    for (int i = 0; i < 20; i++) {
      database.job(heavy, 0);
    }
    ClaimStore claims = claims(LEASE);
    claims.claim();
    claims.claim();
    database.job(light, 0);

    // When
    Lease next = claims.claim().orElseThrow();

    // Then
    assertThat(next.tenantId()).isEqualTo(light);
  }

  @Test
  void priorityGoesBeforeAgeWithinATenant() {
    UUID tenant = database.tenant("sample");
    database.job(tenant, 0);
    UUID urgent = database.job(tenant, 5);

    assertThat(claims(LEASE).claim().orElseThrow().jobId()).isEqualTo(urgent);
  }

  @Test
  void capIsNeverPassedUnderConcurrentClaims() throws Exception {
    // Given
    UUID tenant = database.tenant("sample");
    for (int i = 0; i < 40; i++) {
      database.job(tenant, 0);
    }
    database.run(Role.OWNER, "update tenant_sched set max_running = 7");

    // When
    var claimed = new ConcurrentLinkedQueue<Lease>();
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 64; i++) {
        threads.submit(() -> claims(LEASE).claim().ifPresent(claimed::add));
      }
    }

    // Then
    assertThat(claimed.size()).isLessThanOrEqualTo(7);
    assertThat(new HashSet<>(claimed.stream().map(Lease::rolloutId).toList()))
        .hasSize(claimed.size());
  }

  @Test
  void handBackBurnsNoAttempt() {
    database.job(database.tenant("sample"), 0);
    Lease first = claims(LEASE).claim().orElseThrow();

    assertThat(leases().handBack(first)).isTrue();

    Lease second = claims(LEASE).claim().orElseThrow();
    assertThat(second.attempt()).isEqualTo(1);
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(second.fruitless()).isZero();
    assertThat(leases().handBack(first)).isFalse();
  }

  @Test
  void holdersThatLeaveNothingBehindAreCounted() throws Exception {
    database.job(database.tenant("sample"), 0);
    claims(Duration.ofMillis(1)).claim().orElseThrow();
    Thread.sleep(5);
    assertThat(claims(Duration.ofMillis(1)).claim().orElseThrow().fruitless()).isEqualTo(1);
    Thread.sleep(5);

    assertThat(claims(LEASE).claim().orElseThrow().fruitless()).isEqualTo(2);
  }

  @Test
  void heartbeatKeepsTellsAndLoses() throws Exception {
    // Given
    UUID tenant = database.tenant("sample");
    UUID job = database.job(tenant, 0);
    Lease held = claims(LEASE).claim().orElseThrow();
    assertThat(leases().heartbeat(List.of(held)))
        .containsEntry(held.rolloutId(), Leases.Wishes.NONE);

    // When its user cancels
    new TenantTx(database.as(Role.API)).call(tenant, tx -> new JobIntake().cancel(tx, tenant, job));

    // Then
    assertThat(leases().heartbeat(List.of(held)))
        .containsEntry(held.rolloutId(), new Leases.Wishes(true, false, 0));
    new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD)
        .end(held, end(JobState.CANCELLED));
    assertThat(leases().heartbeat(List.of(held))).isEmpty();
  }

  @Test
  void heartbeatWaitsForNoRolloutThatSomebodyElseChanges() throws Exception {
    // Given a lease that is free, one that is locked, and one that is locked and has expired
    UUID tenant = database.tenant("sample");
    database.job(tenant, 0);
    database.job(tenant, 0);
    database.job(tenant, 0);
    Lease free = claims(LEASE).claim().orElseThrow();
    Lease locked = claims(LEASE).claim().orElseThrow();
    Lease takenOver = claims(Duration.ofMillis(1)).claim().orElseThrow();
    Thread.sleep(5);
    String before = until(locked);
    String beforeFree = until(free);
    try (var other = database.as(Role.SCHEDULER).getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "select 1 from rollout where rollout_id in ('%s', '%s') for update"
              .formatted(locked.rolloutId(), takenOver.rolloutId()));

      // When
      Map<UUID, Leases.Wishes> kept =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20), () -> leases().heartbeat(List.of(free, locked, takenOver)));

      // Then both that have not expired are kept, and the free one is extended
      assertThat(kept).containsOnlyKeys(free.rolloutId(), locked.rolloutId());
      assertThat(until(locked)).isEqualTo(before);
      assertThat(until(free)).isGreaterThan(beforeFree);
    }
    assertThat(leases().heartbeat(List.of(locked))).containsOnlyKeys(locked.rolloutId());
    assertThat(until(locked)).isGreaterThan(before);
  }

  private String until(Lease lease) throws SQLException {
    return database.one(
        Role.SCHEDULER,
        "select lease_until::text from rollout where rollout_id = '%s'"
            .formatted(lease.rolloutId()),
        String.class);
  }

  @Test
  void heartbeatExtendsALeaseWhileAStepOfItIsOnItsWayToTheDisk() throws Exception {
    // Given
    UUID tenant = database.tenant("sample");
    database.job(tenant, 0);
    Lease lease = claims(Duration.ofSeconds(2)).claim().orElseThrow();
    try (var journal = database.as(Role.JOURNAL).getConnection()) {
      journal.setAutoCommit(false);
      try (var insert = journal.createStatement()) {
        insert.execute(
            "insert into step (rollout_id, tenant_id, epoch, seq, kind, body)"
                + " values ('%s', '%s', 1, 2, 'opened', '{}')"
                    .formatted(lease.rolloutId(), tenant));
      }

      // When
      leases().heartbeat(List.of(lease));

      // Then
      assertThat(
              database.one(
                  Role.SCHEDULER,
                  "select lease_until > now() + interval '10 seconds' from rollout",
                  Boolean.class))
          .isTrue();
      journal.rollback();
    }
  }

  @Test
  void heartbeatTriesALeaseAgainWhoseRowWasLocked() throws Exception {
    // Given a row that is locked until the heartbeat has once passed it over
    database.job(database.tenant("sample"), 0);
    Lease lease = claims(Duration.ofSeconds(2)).claim().orElseThrow();
    try (var other = database.as(Role.SCHEDULER).getConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("select 1 from rollout for update");
      }
      DataSource releasing = whenAskedAgain(database.as(Role.SCHEDULER), other::rollback);

      // When
      new LeaseStore(releasing, LEASE, VirtualTime.STANDARD).heartbeat(List.of(lease));
    }

    // Then
    assertThat(
            database.one(
                Role.SCHEDULER,
                "select lease_until > now() + interval '10 seconds' from rollout",
                Boolean.class))
        .isTrue();
  }

  /** Connections of which the second is given only after something was done. */
  private static DataSource whenAskedAgain(DataSource real, AutoCloseable first) {
    var asked = new AtomicInteger();
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection") && asked.incrementAndGet() == 2) {
                first.close();
              }
              return method.invoke(real, arguments);
            });
  }

  @Test
  void leaseBeginsAfterTheWaitingOfItsClaim() throws Exception {
    // Given a claim that waits for its tenant's row
    database.job(database.tenant("sample"), 0);
    OffsetDateTime released;
    try (var other = database.as(Role.SCHEDULER).getConnection();
        var claiming = Executors.newVirtualThreadPerTaskExecutor()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("select 1 from tenant_sched for update");
      }
      var claim = claiming.submit(() -> claims(LEASE).claim());
      assertTimeoutPreemptively(Duration.ofSeconds(30), () -> until(SOMEBODY_WAITS));

      // When
      released = database.one(Role.SCHEDULER, "select clock_timestamp()", OffsetDateTime.class);
      other.rollback();
      assertThat(claim.get()).isPresent();
    }

    // Then
    assertThat(
            database.one(Role.SCHEDULER, "select lease_until from rollout", OffsetDateTime.class))
        .isAfterOrEqualTo(released.plus(LEASE));
  }

  private void until(String condition) throws SQLException {
    while (!database.one(Role.SCHEDULER, condition, Boolean.class)) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "QUEUED"})
  void claimReadsNoneOfTheOthersWhateverTheServerBelievesOfThem(String believed) throws Exception {
    // Given many that have ended and many that wait, and a server that knows of one kind alone
    UUID busy = database.tenant("busy");
    history(busy, 20_000);
    database.run(Role.OWNER, "alter table rollout no force row level security");
    database.run(Role.OWNER, "update rollout set state = '%s'".formatted(believed));
    database.run(Role.OWNER, "vacuum (analyze) rollout");
    database.run(Role.OWNER, "update rollout set state = 'SUCCEEDED'");
    database.run(Role.OWNER, "vacuum rollout");
    database.run(Role.OWNER, "alter table rollout force row level security");
    for (int i = 0; i < 10; i++) {
      database.job(database.tenant("tenant-" + i), 0);
    }
    database.job(busy, 500, 0);
    long before = read();

    // When
    assertThat(claims(LEASE).claim()).isPresent();

    // Then
    assertThat(read() - before).isBetween(1L, 100L);
  }

  /** Rollouts that have ended, of one job. */
  private void history(UUID tenant, int rollouts) {
    UUID job = database.job(tenant, 0, 0);
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "insert into rollout (rollout_id, tenant_id, job_id, ordinal, state)"
                          + " select gen_random_uuid(), ?, ?, n, 'SUCCEEDED'"
                          + " from generate_series(1, ?) n")) {
                insert.setObject(1, tenant);
                insert.setObject(2, job);
                insert.setInt(3, rollouts);
                return insert.executeUpdate();
              }
            });
  }

  /**
   * Entries and rows of rollouts that were read so far. What a connection read is told as it ends.
   */
  private long read() throws SQLException {
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> until(OTHERS_HAVE_ENDED));
    return database.one(
        Role.SCHEDULER,
        "select (select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = 'rollout')"
            + " + (select seq_tup_read from pg_stat_user_tables where relname = 'rollout')",
        Long.class);
  }

  @Test
  void endUnderAnOldEpochChangesNothing() throws Exception {
    // Given
    database.job(database.tenant("sample"), 0);
    Lease zombie = claims(Duration.ofMillis(1)).claim().orElseThrow();
    Thread.sleep(5);
    Lease holder = claims(LEASE).claim().orElseThrow();
    var rollouts = new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD);

    // When, Then
    Assertions.assertThatThrownBy(() -> rollouts.end(zombie, end(JobState.SUCCEEDED)))
        .isInstanceOf(LeaseLostException.class);
    rollouts.end(holder, end(JobState.SUCCEEDED));
    assertThat(database.one(Role.SCHEDULER, "select running from tenant_sched", Integer.class))
        .isZero();
  }
}
