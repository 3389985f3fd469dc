package dev.quarry.api.auth;

import java.util.Set;
import java.util.UUID;

/**
 * Who asks for an act of administration in a tenant, and from where.
 *
 * @param peer address that the request came from
 * @param scopes what the actor may do, and so what it may give to others
 */
public record Requester(UUID tenantId, Actor actor, String peer, Set<String> scopes) {
  public Requester {
    scopes = Set.copyOf(scopes);
  }
}
