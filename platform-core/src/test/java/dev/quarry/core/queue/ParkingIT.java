package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts that leave their slot without an end: paused, or waiting for their user. */
class ParkingIT {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Step.InputRequested PLAN =
      new Step.InputRequested(Preliminary.PLAN, "1. Look \"there\".");

  private TestDatabase database;
  private UUID tenant;
  private UUID job;
  private RolloutStore rollouts;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    tenant = database.tenant("sample");
    job = database.job(tenant, 0);
    rollouts = new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD);
  }

  private Lease claim(Duration lease) {
    return new ClaimStore(
            database.as(Role.SCHEDULER),
            new ClaimStore.Holder("runner", "test"),
            lease,
            VirtualTime.STANDARD)
        .claim()
        .orElseThrow();
  }

  private Lease begun(Duration lease) {
    Lease claimed = claim(lease);
    rollouts.begin(claimed);
    return claimed;
  }

  /** As the API does it. */
  private int user(String sql) {
    return new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate(sql);
              }
            });
  }

  private void wantsPause() {
    user("update rollout set pause_requested = true where state = 'RUNNING'");
  }

  private String text(Role role, String sql) throws SQLException {
    return new TenantTx(database.as(role))
        .call(
            tenant,
            tx -> {
              try (var statement = tx.createStatement();
                  var row = statement.executeQuery(sql)) {
                return row.next() ? String.valueOf(row.getString(1)) : "none";
              }
            });
  }

  private String rollout(String column) throws SQLException {
    return text(
        Role.API,
        "select string_agg(%s::text, ',' order by ordinal) from rollout".formatted(column));
  }

  private String events() throws SQLException {
    return text(
        Role.SCHEDULER,
        "select string_agg(payload::json ->> 'state', ',' order by id) from outbox"
            + " where topic = 'quarry.events'");
  }

  private String counters() throws SQLException {
    return text(
        Role.API, "select queued || ' queued, ' || running || ' running' from tenant_sched");
  }

  @Test
  void pausedRolloutHoldsNothing() throws Exception {
    // Given
    Lease held = begun(LEASE);
    wantsPause();

    // When
    Parked parked = rollouts.pause(held);

    // Then
    assertThat(parked).isEqualTo(Parked.DONE);
    assertThat(rollout("state")).isEqualTo("PAUSED");
    assertThat(rollout("pause_requested")).isEqualTo("false");
    assertThat(rollout("lease_until")).isEqualTo("null");
    assertThat(rollout("lease_owner")).isEqualTo("null");
    assertThat(counters()).isEqualTo("0 queued, 0 running");
    assertThat(Double.parseDouble(text(Role.API, "select vtime from tenant_sched"))).isPositive();
    assertThat(text(Role.API, "select state from job")).isEqualTo("PAUSED");
    assertThat(events()).isEqualTo("PAUSED");
    assertThat(
            new ClaimStore(
                    database.as(Role.SCHEDULER),
                    new ClaimStore.Holder("runner", "test"),
                    LEASE,
                    VirtualTime.STANDARD)
                .claim())
        .isEmpty();
  }

  @Test
  void waitingRolloutTellsWhatItAsks() throws Exception {
    Lease held = begun(LEASE);
    wantsPause();

    assertThat(rollouts.await(held, PLAN)).isEqualTo(Parked.DONE);

    assertThat(rollout("state")).isEqualTo("WAITING_INPUT");
    // It stands still: there is nothing left to pause once it is answered.
    assertThat(rollout("pause_requested")).isEqualTo("false");
    assertThat(counters()).isEqualTo("0 queued, 0 running");
    assertThat(text(Role.API, "select state from job")).isEqualTo("WAITING_INPUT");
    assertThat(text(Role.API, "select awaiting from job"))
        .isEqualTo("{\"kind\":\"plan\",\"message\":\"1. Look \\\"there\\\".\"}");
    assertThat(events()).isEqualTo("WAITING_INPUT");
  }

  @Test
  void zombieCannotPark() throws Exception {
    // Given
    Lease zombie = begun(Duration.ofMillis(1));
    Thread.sleep(5);
    Lease holder = begun(LEASE);
    wantsPause();

    // When, Then
    assertThatThrownBy(() -> rollouts.pause(zombie)).isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> rollouts.await(zombie, PLAN)).isInstanceOf(LeaseLostException.class);
    assertThat(rollout("state")).isEqualTo("RUNNING");
    assertThat(counters()).isEqualTo("0 queued, 1 running");
    assertThat(events()).isEqualTo("null");
    assertThat(rollouts.pause(holder)).isEqualTo(Parked.DONE);
    assertThatThrownBy(() -> rollouts.pause(holder)).isInstanceOf(LeaseLostException.class);
    assertThat(counters()).isEqualTo("0 queued, 0 running");
  }

  @Test
  void cancelWinsOverPauseAndQuestion() throws Exception {
    Lease held = begun(LEASE);
    wantsPause();
    user("update rollout set cancel_requested = true where state = 'RUNNING'");

    assertThat(rollouts.pause(held)).isEqualTo(Parked.CANCELLED);
    assertThat(rollouts.await(held, PLAN)).isEqualTo(Parked.CANCELLED);

    assertThat(rollout("state")).isEqualTo("RUNNING");
    assertThat(text(Role.API, "select state from job")).isEqualTo("RUNNING");
    assertThat(counters()).isEqualTo("0 queued, 1 running");
  }

  @Test
  void pauseThatIsTakenBackDoesNotPark() throws Exception {
    Lease held = begun(LEASE);

    assertThat(rollouts.pause(held)).isEqualTo(Parked.RESUMED);

    assertThat(rollout("state")).isEqualTo("RUNNING");
    assertThat(events()).isEqualTo("null");
  }

  @Test
  void nextHolderIsToldAtTheClaim() throws Exception {
    // Given a rollout whose user wants it paused, and which its runner hands back all the same
    Lease held = begun(LEASE);
    assertThat(held.wishes()).isEqualTo(Leases.Wishes.NONE);
    wantsPause();
    user("update rollout set inputs = 2");
    new LeaseStore(database.as(Role.SCHEDULER), LEASE, VirtualTime.STANDARD).handBack(held);

    // When
    Lease next = claim(Duration.ofMillis(1));

    // Then
    assertThat(next.wishes()).isEqualTo(new Leases.Wishes(false, true, 2));
    user("update rollout set cancel_requested = true");
    Thread.sleep(5);
    assertThat(claim(LEASE).wishes()).isEqualTo(new Leases.Wishes(true, true, 2));
  }

  @Test
  void messagesAreReadOnFromTheLastOne() throws Exception {
    Lease held = begun(LEASE);
    user(
        "insert into job_input (tenant_id, job_id, ordinal, kind, message, approved) values"
            + " ('%1$s', '%2$s', 1, 'answer', '', true), ('%1$s', '%2$s', 2, 'steer', 'm', false)"
                .formatted(tenant, job));

    assertThat(rollouts.inputs(held, 0))
        .containsExactly(
            new Step.InputReceived(1, InputKind.ANSWER, "", true),
            new Step.InputReceived(2, InputKind.STEER, "m", false));
    assertThat(rollouts.inputs(held, 1)).hasSize(1);
    assertThat(rollouts.inputs(held, 2)).isEmpty();
  }

  @Test
  void jobIsPausedWhenTheLastOfItsRolloutsHasParkedOrEnded() throws Exception {
    // Given
    moreRollouts(2);
    Lease one = begun(LEASE);
    Lease two = begun(LEASE);
    Lease three = begun(LEASE);
    wantsPause();

    // When, Then
    rollouts.pause(one);
    assertThat(text(Role.API, "select state from job")).isEqualTo("RUNNING");
    rollouts.pause(two);
    assertThat(text(Role.API, "select state from job")).isEqualTo("RUNNING");
    rollouts.end(
        three,
        new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE));
    assertThat(text(Role.API, "select state from job")).isEqualTo("PAUSED");
    assertThat(rollout("state")).isEqualTo("PAUSED,PAUSED,SUCCEEDED");
    assertThat(events()).isEqualTo("PAUSED");
  }

  @Test
  void rolloutsThatParkAtTheSameMomentSeeEachOther() throws Exception {
    for (int round = 0; round < 10; round++) {
      // Given
      moreRollouts(1);
      Lease one = begun(LEASE);
      Lease two = begun(LEASE);
      wantsPause();
      var together = new CyclicBarrier(2);

      // When
      try (var threads = Executors.newFixedThreadPool(2)) {
        for (Lease lease : List.of(one, two)) {
          threads.submit(
              () -> {
                together.await();
                return rollouts.pause(lease);
              });
        }
      }

      // Then
      assertThat(text(Role.API, "select state from job where job_id = '" + job + "'"))
          .isEqualTo("PAUSED");
      job = database.job(tenant, 0);
    }
  }

  private void moreRollouts(int count) {
    for (int i = 1; i <= count; i++) {
      user(
          "insert into rollout (rollout_id, tenant_id, job_id, ordinal, state) values"
              + " ('%s', '%s', '%s', %d, 'QUEUED')".formatted(UUID.randomUUID(), tenant, job, i));
      user("update tenant_sched set queued = queued + 1");
    }
  }
}
