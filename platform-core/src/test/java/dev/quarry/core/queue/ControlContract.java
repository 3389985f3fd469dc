package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.queue.QueueUnderTest.Wish;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a job's user does with it while it waits or runs; kept by both, as {@link QueueContract}.
 */
abstract class ControlContract {
  private QueueUnderTest queue;

  abstract QueueUnderTest open();

  @BeforeEach
  void begin() {
    queue = open();
  }

  @Test
  void cancelEndsWhatWaitsAndMarksWhatRuns() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant, 2, 0);
    Lease running = queue.claim("a");

    // When, a second time in vain
    queue.user(tenant, job, Wish.CANCEL);
    queue.user(tenant, job, Wish.CANCEL);

    // Then
    assertThat(queue.rollouts(job))
        .containsExactlyInAnyOrder(
            "RUNNING of a @1, 0 attempts, wants [cancel], 0 in",
            "CANCELLED of - @0, 0 attempts, wants [cancel], 0 in");
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 1 running");
    assertThat(queue.leases().heartbeat(List.of(running)))
        .containsEntry(running.rolloutId(), new Leases.Wishes(true, false, 0));
    assertThat(queue.rollouts().pause(running)).isEqualTo(Parked.CANCELLED);
  }

  @Test
  void pauseParksAndResumeQueuesAgain() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant, 2, 0);
    Lease running = queue.claim("a");
    queue.rollouts().begin(running);
    assertThat(queue.rollouts().pause(running)).isEqualTo(Parked.RESUMED);

    // When, a second time in vain
    queue.user(tenant, job, Wish.PAUSE);
    queue.user(tenant, job, Wish.PAUSE);

    // Then
    assertThat(queue.rollouts(job))
        .containsExactlyInAnyOrder(
            "RUNNING of a @1, 0 attempts, wants [pause], 0 in",
            "PAUSED of - @0, 0 attempts, wants [], 0 in");
    assertThat(queue.leases().heartbeat(List.of(running)))
        .containsEntry(running.rolloutId(), new Leases.Wishes(false, true, 0));
    assertThat(queue.rollouts().pause(running)).isEqualTo(Parked.DONE);
    assertThat(queue.jobState(tenant, job)).isEqualTo("PAUSED");
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 0 running");

    // When, a second time in vain
    queue.user(tenant, job, Wish.RESUME);
    queue.user(tenant, job, Wish.RESUME);

    // Then
    assertThat(queue.counters(tenant)).isEqualTo("2 queued, 0 running");
    assertThat(queue.permits()).isEqualTo(4);
    assertThat(queue.claim("b").attempt()).isEqualTo(1);
  }

  @Test
  void questionWaitsForItsAnswer() throws Exception {
    // Given
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant);
    Lease asking = queue.claim("a");
    queue.rollouts().begin(asking);

    // When
    Parked parked = queue.rollouts().await(asking, new Step.InputRequested(Preliminary.PLAN, "1."));

    // Then
    assertThat(parked).isEqualTo(Parked.DONE);
    assertThat(queue.jobState(tenant, job)).isEqualTo("WAITING_INPUT");
    assertThat(queue.counters(tenant)).isEqualTo("0 queued, 0 running");

    // When answered, a second time in vain
    queue.user(tenant, job, Wish.INPUT);
    queue.user(tenant, job, Wish.ANSWER);
    queue.user(tenant, job, Wish.ANSWER);

    // Then
    assertThat(queue.counters(tenant)).isEqualTo("1 queued, 0 running");
    assertThat(queue.claim("b").wishes()).isEqualTo(new Leases.Wishes(false, false, 1));
  }

  @Test
  void jobIsPausedThoughItsBeginWasLost() throws Exception {
    // Given a database that forgot, when it crashed, that the work has begun
    UUID tenant = queue.tenant("sample");
    UUID job = queue.job(tenant);
    Lease running = queue.claim("a");
    queue.user(tenant, job, Wish.PAUSE);
    assertThat(queue.jobState(tenant, job)).isEqualTo("QUEUED");

    // When
    Parked parked = queue.rollouts().pause(running);

    // Then
    assertThat(parked).isEqualTo(Parked.DONE);
    assertThat(queue.jobState(tenant, job)).isEqualTo("PAUSED");
  }
}
