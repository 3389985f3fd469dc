package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.QueueUnderTest.Wish;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepTable.StepRow;
import dev.quarry.core.trajectory.TokenUsage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tenants are charged: what was used, once, whoever held the slot. */
abstract class ChargeContract {
  private static final int HELD_AT_ONCE = 5;
  private static final RolloutEnd END =
      new RolloutEnd(JobState.SUCCEEDED, Termination.ANSWER, "a", null, null, RolloutUse.NONE);

  private final long began = System.nanoTime();
  private QueueUnderTest queue;

  abstract QueueUnderTest open();

  @BeforeEach
  void begin() {
    queue = open();
  }

  /** The real database also counts the time that the test takes, for each slot that is held. */
  private void about(double seconds, double expected) {
    double most = HELD_AT_ONCE * (System.nanoTime() - began) / 1e9;
    assertThat(seconds).isBetween(expected - 0.1, expected + most + 0.1);
  }

  /** The holder works for a time, with heartbeats in between. */
  private void works(Lease lease, int seconds) {
    for (int left = seconds; left > 0; left -= 20) {
      queue.passes(Duration.ofSeconds(20));
      assertThat(queue.leases().heartbeat(List.of(lease))).isNotEmpty();
    }
  }

  private void writes(Lease lease, long seq, long tokens) throws SQLException {
    ModelReply reply =
        new ModelReply("t", null, List.of(), "stop", new TokenUsage(tokens - 1, 1, true), "m");
    queue
        .steps()
        .write(
            List.of(
                new StepRow(
                    new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch()),
                    new Step.Replied("hash", reply, 1))),
            false);
  }

  @Test
  void longJobLosesItsTurnWhileItRuns() {
    // Given a tenant with a long job, and two that wait for the rest of the slots
    UUID slow = queue.tenant("slow");
    UUID quick = queue.tenant("quick");
    queue.job(slow, 3, 0);
    Lease running = queue.claim("a");
    queue.job(quick, 3, 0);

    // When
    works(running, 600);

    // Then
    about(queue.virtualTime(slow), 600);
    assertThat(queue.claim("a").tenantId()).isEqualTo(quick);
    assertThat(queue.claim("a").tenantId()).isEqualTo(quick);
    assertThat(queue.claim("a").tenantId()).isEqualTo(quick);
  }

  @Test
  void restIsChargedAtTheEndByTheWeight() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample", 4, 64);
    queue.job(tenant);
    Lease lease = queue.claim("a");
    works(lease, 400);
    queue.passes(Duration.ofSeconds(400));

    // When
    queue.rollouts().end(lease, END);

    // Then
    about(queue.virtualTime(tenant), 200);
    about(queue.slotSeconds(lease), 800);
  }

  @Test
  void slotsThatAreHeldCountAhead() {
    // Given two tenants that have used nothing so far, one of which holds four slots
    UUID many = queue.tenant("many");
    UUID none = queue.tenant("none");
    queue.job(many, 9, 0);
    for (int i = 0; i < 4; i++) {
      queue.claim("a");
    }
    queue.job(none, 9, 0);

    // When
    for (int i = 0; i < 4; i++) {
      assertThat(queue.claim("a").tenantId()).isEqualTo(none);
    }

    // Then both have as many, and nobody was charged for it
    assertThat(queue.counters(many)).isEqualTo("5 queued, 4 running");
    assertThat(queue.counters(none)).isEqualTo("5 queued, 4 running");
    about(queue.virtualTime(many), 0);
  }

  @Test
  void tokensCountOnce() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    queue.job(tenant);
    Lease lease = queue.claim("a");

    // When
    writes(lease, 2, 3_000_000);
    queue.leases().heartbeat(List.of(lease));
    queue.leases().heartbeat(List.of(lease));
    writes(lease, 3, 1_000_000);
    queue.rollouts().end(lease, END);

    // Then
    about(queue.virtualTime(tenant), 400);
  }

  @Test
  void timeAndTokensOfAKilledHolderAreChargedByTheTakeover() throws Exception {
    // Given a holder that was last heard of after 400 s
    UUID tenant = queue.tenant("sample");
    queue.job(tenant);
    Lease killed = queue.claim("a");
    works(killed, 400);
    writes(killed, 2, 2_000_000);

    // When its lease expires, and long after that somebody takes over
    queue.passes(Duration.ofSeconds(2_000));
    Lease holder = queue.claim("b");

    // Then the lease is charged, and not the time in which nobody had it
    about(queue.virtualTime(tenant), 400 + 30 + 200);
    works(holder, 200);
    queue.rollouts().end(holder, END);
    about(queue.virtualTime(tenant), 400 + 30 + 200 + 200);
  }

  @Test
  void nothingIsChargedWhileNoSlotIsHeld() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant);
    Lease first = queue.claim("a");
    queue.rollouts().begin(first);
    works(first, 100);

    // When it waits, is handed back, and is paused
    queue.rollouts().await(first, new Step.InputRequested(Preliminary.PLAN, "1."));
    queue.passes(Duration.ofSeconds(5_000));
    queue.user(tenant, job, Wish.INPUT);
    queue.user(tenant, job, Wish.ANSWER);
    Lease second = queue.claim("a");
    works(second, 100);
    queue.leases().handBack(second);
    queue.passes(Duration.ofSeconds(5_000));
    Lease third = queue.claim("a");
    works(third, 100);
    queue.user(tenant, job, Wish.PAUSE);
    queue.rollouts().pause(third);
    queue.passes(Duration.ofSeconds(5_000));

    // Then
    about(queue.virtualTime(tenant), 300);
    about(queue.slotSeconds(third), 300);
  }
}
