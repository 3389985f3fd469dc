package dev.quarry.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.job.QueuePlace.Installation;
import dev.quarry.api.job.QueuePlace.Recent;
import dev.quarry.api.job.QueuePlace.Tenant;
import dev.quarry.api.job.Waiting.Reason;
import org.junit.jupiter.api.Test;

class QueuePlaceTest {
  private static final Tenant FREE = new Tenant(1, 64);
  private static final Recent NOTHING = new Recent(0, 0);

  private static Waiting waiting(long position, Tenant own, Installation all, Recent recent) {
    return new QueuePlace(-5, position, own, all, recent).waiting();
  }

  @Test
  void fullSlotsAreToldWithWhoIsBefore() {
    Waiting waiting = waiting(3, FREE, new Installation(16, 16, 2), NOTHING);

    assertThat(waiting.reason()).isEqualTo(Reason.TURN);
    assertThat(waiting.message())
        .isEqualTo(
            "All 16 slots are taken. Of the tenants that wait, 2 have used less of them."
                + " Of the tenant's own jobs, 2 go first.");
    assertThat(waiting(1, FREE, new Installation(1, 1, 0), NOTHING).message())
        .isEqualTo("The only slot is taken.");
  }

  @Test
  void estimateGoesByWhatTheTenantHasFinishedLately() {
    // Given ten ends in twenty minutes, so one in two minutes
    Installation full = new Installation(16, 16, 0);

    assertThat(waiting(3, FREE, full, new Recent(10, 1_200)).estimatedSeconds()).isEqualTo(360);
    assertThat(waiting(3, FREE, full, new Recent(2, 1_200)).estimatedSeconds()).isNull();
  }

  @Test
  void freeSlotIsTakenAtOnce() {
    Waiting waiting = waiting(1, FREE, new Installation(16, 3, 0), NOTHING);

    assertThat(waiting.reason()).isEqualTo(Reason.STARTING);
    assertThat(waiting.position()).isEqualTo(1);
  }

  @Test
  void capGoesBeforeTheTurn() {
    assertThat(waiting(1, new Tenant(2, 2), new Installation(16, 16, 5), NOTHING).reason())
        .isEqualTo(Reason.TENANT_CAP);
    assertThat(waiting(1, new Tenant(0, 0), new Installation(0, 0, 0), NOTHING).reason())
        .isEqualTo(Reason.SUSPENDED);
    assertThat(waiting(1, FREE, new Installation(0, 0, 0), NOTHING).reason())
        .isEqualTo(Reason.NO_RUNNER);
  }
}
