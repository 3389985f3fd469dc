package dev.quarry.api.auth;

import java.security.Principal;
import java.util.Set;
import java.util.UUID;

/**
 * Who makes a request.
 *
 * @param tenantId the one tenant that the key belongs to
 * @param keyId of the key
 * @param scopes what it allows
 */
public record TenantPrincipal(UUID tenantId, String keyId, Set<String> scopes)
    implements Principal {
  public TenantPrincipal {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String getName() {
    return keyId;
  }
}
