package dev.quarry.api.auth;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Who makes the present request. */
@RequestScoped
public class Caller {
  private final SecurityIdentity identity;

  public Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * @throws UnauthorizedException when no key was presented: no request goes on without a tenant
   */
  public UUID tenantId() {
    if (identity.getPrincipal() instanceof TenantPrincipal principal) {
      return principal.tenantId();
    }
    throw new UnauthorizedException();
  }
}
