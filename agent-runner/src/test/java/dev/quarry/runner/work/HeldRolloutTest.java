package dev.quarry.runner.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeldRolloutTest {
  private final HeldRollout held =
      new HeldRollout(
          new Lease(
              UUID.randomUUID(),
              UUID.randomUUID(),
              UUID.randomUUID(),
              0,
              1,
              1,
              1,
              0,
              Leases.Wishes.NONE),
          Time.SYSTEM,
          Duration.ofSeconds(30),
          System.nanoTime());

  @Test
  void lastWritesAreNotInterrupted() {
    // Given work that is cancelled
    held.runsOn(Thread.currentThread());
    held.stop(StopReason.CANCELLED);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    // When it comes to its last writes, and the heartbeat tells of the cancel again
    held.finishing();
    held.stop(StopReason.CANCELLED);
    held.stop(StopReason.LEASE_LOST);

    // Then
    assertThat(Thread.interrupted()).isFalse();
    assertThat(held.stopReason()).contains(StopReason.LEASE_LOST);
  }
}
