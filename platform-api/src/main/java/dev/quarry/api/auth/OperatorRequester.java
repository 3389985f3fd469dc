package dev.quarry.api.auth;

/**
 * An operator that asks for something, and from where.
 *
 * @param peer address that the request came from
 */
public record OperatorRequester(Actor actor, String peer) {}
