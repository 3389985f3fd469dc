package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepTable.StepRow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What claim, lease, journal and intake decide. The real database and the one in memory that the
 * simulation plays with both keep it, so that neither drifts away from the other.
 */
abstract class QueueContract {
  private static final Duration MOST_OF_A_LEASE = Duration.ofSeconds(25);
  private static final Duration A_LEASE_AND_MORE = Duration.ofSeconds(31);
  private static final RolloutEnd END =
      new RolloutEnd(
          JobState.SUCCEEDED,
          Termination.ANSWER,
          "a",
          null,
          null,
          new RolloutUse(List.of(new RolloutUse.Line("model", "m", 1, 2, 3, 5)), 6));

  private QueueUnderTest queue;

  abstract QueueUnderTest open();

  @BeforeEach
  void begin() {
    queue = open();
  }

  private static StepRow row(Lease lease, long seq, String text) {
    return new StepRow(
        new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch()),
        new Step.Nudged(text));
  }

  private Map<StepKey, Instant> write(boolean again, StepRow... rows) throws SQLException {
    return queue.steps().write(List.of(rows), again);
  }

  private void usesTenMinutes() {
    Lease lease = queue.claim("a");
    for (int i = 0; i < 24; i++) {
      queue.passes(MOST_OF_A_LEASE);
      queue.leases().heartbeat(List.of(lease));
    }
    queue.leases().handBack(lease);
  }

  private List<UUID> tenantsOfClaims(int count) {
    var tenants = new ArrayList<UUID>();
    for (int i = 0; i < count; i++) {
      tenants.add(queue.claim("a").tenantId());
    }
    return tenants;
  }

  @Test
  void tenantWithTheLeastVirtualTimeGoesFirst() {
    UUID one = queue.tenant("one");
    UUID twice = queue.tenant("twice", 2, 64);
    queue.job(one, 12, 0);
    queue.job(twice, 12, 0);

    assertThat(tenantsOfClaims(9)).filteredOn(one::equals).hasSize(3);
    assertThat(queue.counters(twice)).isEqualTo("6 queued, 6 running");
  }

  @Test
  void idlenessEarnsNoCredit() {
    // Given a tenant that has used ten minutes
    UUID early = queue.tenant("early");
    queue.job(early, 20, 0);
    usesTenMinutes();

    // When
    UUID late = queue.tenant("late");
    queue.job(late, 20, 0);

    // Then
    assertThat(queue.virtualTime(late)).isEqualTo(queue.virtualTime(early)).isGreaterThan(590);
    assertThat(tenantsOfClaims(6)).filteredOn(late::equals).hasSize(3);
  }

  @Test
  void priorityGoesBeforeAge() {
    UUID tenant = queue.tenant("sample");
    UUID oldest = queue.job(tenant);
    queue.job(tenant);
    UUID urgent = queue.job(tenant, 1, 5);

    assertThat(queue.claim("a").jobId()).isEqualTo(urgent);
    assertThat(queue.claim("a").jobId()).isEqualTo(oldest);
  }

  @Test
  void delayedJobWaitsForItsTime() {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID later = queue.job(tenant, 1, new Schedule(9, queue.now().plus(Duration.ofMinutes(10))));
    UUID plain = queue.job(tenant);

    // When, Then
    assertThat(queue.claim("a").jobId()).isEqualTo(plain);
    assertThat(queue.claims("a").claim()).isEmpty();
    assertThat(queue.counters(tenant)).isEqualTo("1 queued, 1 running");
    queue.passes(Duration.ofMinutes(11));
    assertThat(queue.claim("a").jobId()).as("its lease has expired").isEqualTo(plain);
    assertThat(queue.claim("a").jobId()).isEqualTo(later);
  }

  @Test
  void jobThatIsPutOffEarnsNoCredit() {
    // Given one tenant that has used much, and one that has had something waiting all the time
    UUID early = queue.tenant("early");
    UUID sly = queue.tenant("sly");
    queue.job(sly, 1, new Schedule(0, queue.now().plus(Duration.ofDays(9))));
    queue.job(early, 20, 0);
    usesTenMinutes();

    // When
    queue.job(sly, 20, 0);

    // Then
    assertThat(tenantsOfClaims(6)).filteredOn(sly::equals).hasSize(3);
  }

  @Test
  void jobWhoseTimeHasComeStartsLevelToo() {
    UUID early = queue.tenant("early");
    UUID sly = queue.tenant("sly");
    queue.job(sly, 20, new Schedule(0, queue.now().plus(Duration.ofMinutes(11))));
    queue.job(early, 20, 0);
    usesTenMinutes();

    queue.passes(Duration.ofMinutes(2));

    assertThat(tenantsOfClaims(6)).filteredOn(sly::equals).hasSize(3);
  }

  @Test
  void capIsKeptUntilSomethingEnds() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample", 1, 2);
    UUID job = queue.job(tenant, 3, 0);
    Lease first = queue.claim("a");
    queue.claim("a");

    // When, Then
    assertThat(queue.claims("a").claim()).isEmpty();
    queue.rollouts().end(first, END);
    assertThat(queue.claim("a").jobId()).isEqualTo(job);
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 2 running");
  }

  @Test
  void useOfOneThatLeavesItsSlotIsNotWrittenByAnEarlierHolder() throws Exception {
    // Given
    queue.job(queue.tenant("sample"));
    Lease first = queue.claim("a");
    queue.rollouts().account(first, END.use());
    queue.passes(A_LEASE_AND_MORE);
    Lease second = queue.claim("b");

    // When, Then
    assertThatThrownBy(() -> queue.rollouts().account(first, RolloutUse.NONE))
        .isInstanceOf(LeaseLostException.class);
    queue.rollouts().account(second, END.use());
    queue.rollouts().end(second, END);
  }

  @Test
  void claimIsAStepOfANewEpoch() {
    UUID job = queue.job(queue.tenant("sample"));

    Lease lease = queue.claim("a");

    assertThat(lease.epoch()).isEqualTo(1);
    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(lease.fruitless()).isZero();
    assertThat(queue.steps(lease)).containsExactly("1@1 leased");
    assertThat(queue.rollouts(job)).containsExactly("RUNNING of a @1, 0 attempts, wants [], 0 in");
    assertThat(queue.rollouts().steps(lease).steps().getFirst().step())
        .isEqualTo(new Step.Leased(1, "a", "test", 1));
  }

  @Test
  void leaseHoldsUntilItHasExpired() {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant);
    Lease first = queue.claim("a");
    queue.passes(MOST_OF_A_LEASE);
    assertThat(queue.claims("b").claim()).isEmpty();

    // When
    queue.passes(Duration.ofSeconds(6));
    Lease next = queue.claim("b");

    // Then
    assertThat(next.rolloutId()).isEqualTo(first.rolloutId());
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(queue.steps(next)).containsExactly("1@1 leased", "2@2 leased");
    assertThat(queue.rollouts(job)).containsExactly("RUNNING of b @2, 1 attempts, wants [], 0 in");
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 1 running");
  }

  @Test
  void heartbeatExtendsWhatIsHeldAndTellsWhatIsLost() {
    // Given
    queue.job(queue.tenant("sample"));
    Lease first = queue.claim("a");
    queue.passes(MOST_OF_A_LEASE);

    // When, Then
    assertThat(queue.leases().heartbeat(List.of(first))).containsOnlyKeys(first.rolloutId());
    queue.passes(MOST_OF_A_LEASE);
    assertThat(queue.claims("b").claim()).isEmpty();
    queue.passes(A_LEASE_AND_MORE);
    Lease next = queue.claim("b");
    assertThat(queue.leases().heartbeat(List.of(first))).isEmpty();
    assertThat(queue.leases().heartbeat(List.of(next))).containsOnlyKeys(next.rolloutId());
  }

  @Test
  void handBackBurnsNoAttempt() {
    // Given
    UUID tenant = queue.tenant("sample");
    queue.job(tenant);
    Lease first = queue.claim("a");

    // When, Then
    assertThat(queue.leases().handBack(first)).isTrue();
    assertThat(queue.counters(tenant)).isEqualTo("1 queued, 0 running");
    assertThat(queue.permits()).isEqualTo(2);
    Lease next = queue.claim("b");
    assertThat(next.attempt()).isEqualTo(1);
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(next.fruitless()).isZero();
    assertThat(queue.leases().handBack(first)).isFalse();
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 1 running");
  }

  @Test
  void handOverIsLeftAloneForAWhile() {
    queue.job(queue.tenant("sample"));
    queue.leases().handBack(queue.claim("a"), Duration.ofSeconds(15));
    queue.passes(Duration.ofSeconds(10));
    assertThat(queue.claims("a").claim()).isEmpty();

    queue.passes(Duration.ofSeconds(6));

    assertThat(queue.claim("b").attempt()).isEqualTo(1);
  }

  @Test
  void holdersThatLeaveNothingBehindAreCounted() throws Exception {
    queue.job(queue.tenant("sample"));
    queue.claim("a");
    queue.passes(A_LEASE_AND_MORE);
    assertThat(queue.claim("a").fruitless()).isEqualTo(1);
    queue.passes(A_LEASE_AND_MORE);
    Lease third = queue.claim("a");
    assertThat(third.fruitless()).isEqualTo(2);

    write(false, row(third, 4, "something"));
    queue.passes(A_LEASE_AND_MORE);

    assertThat(queue.claim("a").fruitless()).isZero();
  }

  @Test
  void zombieFindsItsPlaceTakenAndHarmsNoOtherRow() throws Exception {
    // Given a holder that wrote one step, and its successor
    UUID tenant = queue.tenant("sample");
    queue.job(tenant);
    Lease zombie = queue.claim("a");
    write(false, row(zombie, 2, "before"));
    queue.passes(A_LEASE_AND_MORE);
    Lease holder = queue.claim("b");
    queue.job(tenant);
    Lease other = queue.claim("b");

    // When
    Map<StepKey, Instant> durable =
        write(
            false,
            row(zombie, 3, "after"),
            row(holder, 4, "mine"),
            row(other, 2, "of another rollout"));

    // Then
    assertThat(durable).containsOnlyKeys(row(holder, 4, "").key(), row(other, 2, "").key());
    assertThat(queue.steps(holder))
        .containsExactly("1@1 leased", "2@1 nudged", "3@2 leased", "4@2 nudged");
  }

  @Test
  void rowWhoseAnswerWasLostCountsWhenItIsWrittenAgain() throws Exception {
    queue.job(queue.tenant("sample"));
    Lease zombie = queue.claim("a");
    write(false, row(zombie, 2, "before"));

    assertThat(write(false, row(zombie, 2, "before"))).isEmpty();
    assertThat(write(true, row(zombie, 2, "before"), row(zombie, 3, "next"))).hasSize(2);

    queue.passes(A_LEASE_AND_MORE);
    queue.claim("b");
    assertThat(write(true, row(zombie, 4, "after"))).isEmpty();
  }

  @Test
  void batchWithARowOfNoRolloutIsRefusedAsAWhole() {
    queue.job(queue.tenant("sample"));
    Lease lease = queue.claim("a");
    var gone = new StepKey(lease.tenantId(), UUID.randomUUID(), 1, 1);

    assertThatThrownBy(
            () -> write(false, row(lease, 2, "x"), new StepRow(gone, new Step.Nudged("y"))))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23503"));
    assertThat(queue.steps(lease)).containsExactly("1@1 leased");
  }

  @Test
  void onlyTheHolderEndsARolloutAndTheLastEndsTheJob() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant, 2, 0);
    Lease zombie = queue.claim("a");
    queue.rollouts().begin(zombie);
    queue.passes(A_LEASE_AND_MORE);
    Lease holder = queue.claim("b");
    Lease other = queue.claim("b");

    // When, Then
    assertThatThrownBy(() -> queue.rollouts().end(zombie, END))
        .isInstanceOf(LeaseLostException.class);
    queue.rollouts().end(holder, END);
    assertThat(queue.jobState(tenant, job)).isEqualTo("RUNNING");
    assertThatThrownBy(() -> queue.rollouts().end(holder, END))
        .isInstanceOf(LeaseLostException.class);
    queue.rollouts().end(other, END);
    assertThat(queue.jobState(tenant, job)).isEqualTo("SUCCEEDED");
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 0 running");
    assertThat(queue.charged(tenant)).isEqualTo(2);
  }
}
