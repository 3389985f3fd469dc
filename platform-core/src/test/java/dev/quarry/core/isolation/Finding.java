package dev.quarry.core.isolation;

/**
 * Something by which one tenant could come to see, or touch, what is another's.
 *
 * @param check its name
 * @param where table, policy, role or the like
 */
public record Finding(String check, String where) {}
