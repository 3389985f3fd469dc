package dev.quarry.core.trajectory;

import java.util.UUID;

/** Where a step is to be appended, and under which lease. */
public record StepKey(UUID tenantId, UUID rolloutId, long seq, long epoch) {}
