package dev.quarry.api.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.security.Principal;

/** What a principal may do, in the form that endpoints ask for. */
final class Permissions {
  private Permissions() {}

  static SecurityIdentity identity(Principal principal) {
    var identity = QuarkusSecurityIdentity.builder().setPrincipal(principal);
    switch (principal) {
      case TenantPrincipal tenant -> {
        tenant.scopes().forEach(identity::addPermissionAsString);
        identity.addPermissionAsString(Scope.SELF);
      }
      case OperatorPrincipal operator -> {
        identity.addPermissionAsString(Scope.OPERATOR);
        identity.addPermissionAsString(Scope.SELF);
      }
      default -> {
        // Somebody who is known elsewhere, but not here, may do nothing.
      }
    }
    return identity.build();
  }
}
