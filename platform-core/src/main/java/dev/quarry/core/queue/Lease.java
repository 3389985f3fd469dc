package dev.quarry.core.queue;

import java.util.UUID;

/**
 * The right to work on a rollout, for a time.
 *
 * @param epoch grows with every holder; a write under an older one is refused
 * @param attempt 1 for the first; grows only when a lease expired
 * @param leasedSeq sequence number of the {@code leased} step; the holder goes on after it
 * @param fruitless how many holders in a row, before this one, left no step behind
 * @param wishes what its user asked for before the claim
 */
public record Lease(
    UUID tenantId,
    UUID jobId,
    UUID rolloutId,
    int ordinal,
    long epoch,
    int attempt,
    long leasedSeq,
    int fruitless,
    Leases.Wishes wishes) {}
