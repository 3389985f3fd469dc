package dev.quarry.api.audit;

/**
 * Which lines to list, newest first.
 *
 * @param action beginning of the action, as in {@code key.}; empty for any
 * @param actor id of the key or member; empty for any
 * @param before the id of a line; only earlier ones
 * @param limit lines of the page, at least 1
 */
public record AuditFilter(String action, String actor, long before, int limit) {}
