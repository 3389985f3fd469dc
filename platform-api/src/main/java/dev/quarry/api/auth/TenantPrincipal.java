package dev.quarry.api.auth;

import java.security.Principal;
import java.util.Set;
import java.util.UUID;

/**
 * Who makes a request in a tenant.
 *
 * @param tenant the one that the request is about
 * @param actor the key or the member
 * @param role id of the role; empty for a key with scopes of its own
 * @param scopes what is allowed; nothing while the tenant is suspended
 */
public record TenantPrincipal(TenantRef tenant, Actor actor, String role, Set<String> scopes)
    implements Principal {
  public TenantPrincipal {
    scopes = tenant.suspended() ? Set.of() : Set.copyOf(scopes);
  }

  /**
   * A tenant.
   *
   * @param suspended whether the operator has stopped it
   */
  public record TenantRef(UUID id, String slug, boolean suspended) {}

  @Override
  public String getName() {
    return actor.reference();
  }
}
