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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters of a tenant are those of its rollouts, whatever its user does. */
class JobIntakeIT {
  private final JobIntake intake = new JobIntake();
  private TestDatabase database;
  private UUID tenant;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    tenant = database.tenant("sample");
  }

  /** What the API does with a job. */
  @FunctionalInterface
  private interface Change {
    void in(Connection tx, UUID tenantId, UUID jobId) throws SQLException;
  }

  private void change(UUID job, Change change) {
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              intake.hold(tx, tenant, job);
              change.in(tx, tenant, job);
              return true;
            });
  }

  private Lease claim() {
    return claims().claim().orElseThrow();
  }

  private ClaimStore claims() {
    return new ClaimStore(
        database.as(Role.SCHEDULER),
        new ClaimStore.Holder("runner", "test"),
        Duration.ofSeconds(30),
        VirtualTime.STANDARD);
  }

  /** What the holder of a lease does when it leaves its slot. */
  private void park(Lease lease, String state) throws SQLException {
    database.run(
        Role.SCHEDULER,
        """
        update rollout set state = '%s', lease_owner = null, lease_until = null,
          pause_requested = false where rollout_id = '%s';
        update tenant_sched set running = running - 1
        """
            .formatted(state, lease.rolloutId()));
  }

  private void assertCounted(int queued, int running) throws SQLException {
    String counters =
        database.one(
            Role.SCHEDULER, "select queued || '/' || running from tenant_sched", String.class);
    String rollouts =
        database.one(
            Role.SCHEDULER,
            "select count(*) filter (where state = 'QUEUED') || '/'"
                + " || count(*) filter (where state = 'RUNNING') from rollout",
            String.class);
    assertThat(counters).isEqualTo(queued + "/" + running).isEqualTo(rollouts);
  }

  private String state(UUID job) throws SQLException {
    return database.one(
        Role.SCHEDULER,
        "select state from rollout where job_id = '%s'".formatted(job),
        String.class);
  }

  private String charged() {
    return new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var select =
                      tx.prepareStatement(
                          "select string_agg(format('%s %s %s %s %s', kind, name, calls,"
                              + " input_tokens, output_tokens), ', ' order by kind)"
                              + " from usage_record");
                  var row = select.executeQuery()) {
                row.next();
                return row.getString(1);
              }
            });
  }

  private Long permits() throws SQLException {
    return database.one(
        Role.SCHEDULER,
        "select count(*) from outbox where topic = '%s'".formatted(Topics.PERMITS),
        Long.class);
  }

  @Test
  void whatHoldersUsedIsChargedWhenARolloutIsCancelledBetweenThem() throws Exception {
    // Given a rollout that was worked on and handed back
    UUID job = database.job(tenant, 0);
    Lease lease = claim();
    database.run(
        Role.JOURNAL,
        """
        insert into step (rollout_id, tenant_id, epoch, seq, kind, body, model_calls, tool_calls,
          input_tokens, output_tokens)
        select '%s', '%s', 1, * from (values
          (2, 'opened', '{"brief": {"profile": "sample"}}'::json, 0, 0, 0, 0),
          (3, 'replied', '{}', 1, 0, 50, 5),
          (4, 'tool-returned', '{"tool": "visit"}', 0, 1, 20, 2),
          (5, 'replied', '{}', 1, 0, 60, 6))
        """
            .formatted(lease.rolloutId(), tenant));
    // It has accounted for less than it used in the end
    new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD)
        .account(
            lease, new RolloutUse(List.of(new RolloutUse.Line("model", "sample", 1, 50, 5, 0)), 9));
    new LeaseStore(database.as(Role.SCHEDULER), Duration.ofSeconds(30), VirtualTime.STANDARD)
        .handBack(lease);

    // When, a second time in vain
    change(job, intake::cancel);
    change(job, intake::cancel);

    // Then
    assertThat(charged()).isEqualTo("model sample 2 110 11, tool visit 1 20 2");
  }

  @Test
  void rolloutsAreNamedInTheOrderOfTime() {
    database.job(tenant, 0);

    assertThat(claim().rolloutId().version()).isEqualTo(7);
  }

  @Test
  void pausedRolloutIsNotClaimedAndResumedItIsAsOldAsItWas() throws Exception {
    // Given
    UUID first = database.job(tenant, 0);
    UUID second = database.job(tenant, 0);

    // When
    change(first, intake::pause);

    // Then
    assertThat(state(first)).isEqualTo("PAUSED");
    assertCounted(1, 0);
    assertThat(claim().jobId()).isEqualTo(second);
    assertThat(claims().claim()).isEmpty();

    // When
    database.job(tenant, 0);
    change(first, intake::resume);

    // Then it is claimed before the one that came while it was paused
    assertCounted(2, 1);
    assertThat(permits()).isEqualTo(4);
    assertThat(claim().jobId()).isEqualTo(first);
  }

  @Test
  void runningRolloutIsAskedToPauseAndTheMarkIsTakenAway() throws Exception {
    // Given
    UUID job = database.job(tenant, 0);
    claim();
    String marked = "select pause_requested from rollout";

    // When
    change(job, (tx, t, j) -> assertThat(intake.pause(tx, t, j)).isEqualTo(1));

    // Then
    assertThat(state(job)).isEqualTo("RUNNING");
    assertThat(database.one(Role.SCHEDULER, marked, Boolean.class)).isTrue();

    // When
    change(job, intake::resume);

    // Then nothing is queued a second time
    assertThat(database.one(Role.SCHEDULER, marked, Boolean.class)).isFalse();
    assertCounted(0, 1);
    assertThat(permits()).isEqualTo(1);
  }

  @Test
  void handedBackRolloutThatWasAskedToPauseIsPausedAtOnce() throws Exception {
    // Given
    UUID job = database.job(tenant, 0);
    Lease lease = claim();
    change(job, intake::pause);
    new LeaseStore(database.as(Role.SCHEDULER), Duration.ofSeconds(30), VirtualTime.STANDARD)
        .handBack(lease);

    // When
    change(job, (tx, t, j) -> assertThat(intake.pause(tx, t, j)).isZero());

    // Then
    assertThat(state(job)).isEqualTo("PAUSED");
    assertThat(database.one(Role.SCHEDULER, "select pause_requested from rollout", Boolean.class))
        .isFalse();
    assertCounted(0, 0);
  }

  @Test
  void answeredRolloutWaitsForASlotAgain() throws Exception {
    // Given
    UUID job = database.job(tenant, 0);
    park(claim(), "WAITING_INPUT");
    assertCounted(0, 0);

    // When
    change(
        job,
        (tx, t, j) -> {
          intake.input(tx, t, j);
          intake.answer(tx, t, j);
        });

    // Then
    assertCounted(1, 0);
    assertThat(database.one(Role.SCHEDULER, "select inputs from rollout", Integer.class))
        .isEqualTo(1);
    assertThat(permits()).isEqualTo(2);
    assertThat(claim().jobId()).isEqualTo(job);
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUEUED", "PAUSED", "WAITING_INPUT"})
  void cancelEndsWhatHoldsNoSlotAtOnce(String from) throws Exception {
    // Given
    UUID job = database.job(tenant, 0);
    if (!from.equals("QUEUED")) {
      park(claim(), from);
    }

    // When
    change(job, (tx, t, j) -> assertThat(intake.cancel(tx, t, j)).isZero());

    // Then
    assertThat(state(job)).isEqualTo("CANCELLED");
    assertThat(
            database.one(Role.SCHEDULER, "select ended_at is not null from rollout", Boolean.class))
        .isTrue();
    assertCounted(0, 0);
  }

  @Test
  void heldRolloutIsNotClaimedAndStepsCanBeWritten() throws Exception {
    // Given
    UUID running = database.job(tenant, 0);
    Lease lease = claim();
    UUID queued = database.job(tenant, 0);
    var holding = new CountDownLatch(1);
    var release = new CountDownLatch(1);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // When
      threads.submit(
          () ->
              change(
                  queued,
                  (tx, t, j) -> {
                    intake.hold(tx, t, running);
                    holding.countDown();
                    await(release);
                  }));
      await(holding);

      // Then
      assertThat(claims().claim()).isEmpty();
      database.run(
          Role.JOURNAL,
          """
          set statement_timeout = '5s';
          insert into step (rollout_id, seq, tenant_id, epoch, kind, body)
          values ('%s', 2, '%s', 1, 'nudged', '{"message":"m"}')
          """
              .formatted(lease.rolloutId(), tenant));
      release.countDown();
    }
    assertThat(claim().jobId()).isEqualTo(queued);
  }

  @Test
  void endedJobExpiresAfterTheDaysOfItsSpecification() throws Exception {
    // Given
    UUID kept = database.job(tenant, 0);
    UUID expiring = database.job(tenant, 0);
    new TenantTx(database.as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var update =
                  tx.prepareStatement(
                      "update job set spec = '{\"retentionDays\": 7}' where job_id = ?")) {
                update.setObject(1, expiring);
                return update.executeUpdate();
              }
            });

    // When a runner ends one and the other
    for (int i = 0; i < 2; i++) {
      new RolloutStore(database.as(Role.RUNNER), VirtualTime.STANDARD)
          .end(
              claim(),
              new RolloutEnd(
                  JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE));
    }

    // Then the scheduler sees the one that expires, and when
    assertThat(
            database.one(
                Role.SCHEDULER,
                "select string_agg(job_id || ' '"
                    + " || extract(day from expires_at + interval '1 hour' - now()), ',') from job",
                String.class))
        .isEqualTo(expiring + " 7")
        .doesNotContain(kept.toString());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
