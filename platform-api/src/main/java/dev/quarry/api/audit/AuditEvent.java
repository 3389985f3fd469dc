package dev.quarry.api.audit;

import java.time.Instant;

/**
 * A line of the log.
 *
 * @param id numbers grow with time
 * @param actorKind {@code key}, {@code member} or {@code operator}
 * @param outcome {@code done}, or the code of the problem for which it was refused
 * @param peer address that the request came from
 */
public record AuditEvent(
    long id,
    Instant at,
    String actorKind,
    String actorId,
    String actorName,
    String action,
    String object,
    String outcome,
    String peer,
    String detail) {}
