package dev.quarry.core.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Keeping leases and giving them back. */
public interface Leases {
  /**
   * Extends leases, all of a runner in one statement – those whose rows are locked in one more or
   * two – and charges their tenants for what was used since the last time.
   *
   * @return those that are still held, each with what is asked of it; one that is not among them is
   *     lost
   * @throws dev.quarry.core.tenancy.StorageException when the database refuses or fails
   */
  Map<UUID, Wishes> heartbeat(Collection<Lease> leases);

  /**
   * Gives a lease back: the rollout waits again, no attempt is counted, a permit is sent.
   *
   * @param pause for how long nobody is to claim it
   * @return whether it was still held
   * @throws dev.quarry.core.tenancy.StorageException when the database refuses or fails
   */
  boolean handBack(Lease lease, Duration pause);

  /** The same for whoever claims first. */
  default boolean handBack(Lease lease) {
    return handBack(lease, Duration.ZERO);
  }

  /**
   * What is asked of a running rollout, by its user or for others.
   *
   * @param cancel its end
   * @param pause that it stops until it is resumed
   * @param inputs how many messages were sent to it so far
   * @param giveWay that it leaves its slot to others, whose turn it is, and waits again
   */
  record Wishes(boolean cancel, boolean pause, int inputs, boolean giveWay) {
    public static final Wishes NONE = new Wishes(false, false, 0);

    /** Of its user alone. */
    public Wishes(boolean cancel, boolean pause, int inputs) {
      this(cancel, pause, inputs, false);
    }
  }
}
