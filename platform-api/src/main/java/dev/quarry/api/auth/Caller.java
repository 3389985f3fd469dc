package dev.quarry.api.auth;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Who makes the present request. */
@RequestScoped
public class Caller {
  private final SecurityIdentity identity;
  private final CurrentVertxRequest request;
  private final PeerAddress peers;

  public Caller(SecurityIdentity identity, CurrentVertxRequest request, PeerAddress peers) {
    this.identity = identity;
    this.request = request;
    this.peers = peers;
  }

  /**
   * @throws UnauthorizedException when no key was presented: no request goes on without a tenant
   */
  public UUID tenantId() {
    return principal().tenant().id();
  }

  /**
   * @throws UnauthorizedException when it is nobody of a tenant
   */
  public TenantPrincipal principal() {
    if (identity.getPrincipal() instanceof TenantPrincipal principal) {
      return principal;
    }
    throw new UnauthorizedException();
  }

  /**
   * @throws UnauthorizedException when it is nobody of a tenant
   */
  public Requester requester() {
    TenantPrincipal principal = principal();
    return new Requester(principal.tenant().id(), principal.actor(), peer(), principal.scopes());
  }

  /**
   * @throws UnauthorizedException when it is no operator
   */
  public OperatorRequester operator() {
    if (identity.getPrincipal() instanceof OperatorPrincipal principal) {
      return new OperatorRequester(principal.actor(), peer());
    }
    throw new UnauthorizedException();
  }

  /**
   * @return whether it is the operator
   */
  public boolean isOperator() {
    return identity.getPrincipal() instanceof OperatorPrincipal;
  }

  private String peer() {
    return peers.of(request.getCurrent().request());
  }
}
