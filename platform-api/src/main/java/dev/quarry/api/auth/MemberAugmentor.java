package dev.quarry.api.auth;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Turns a token that is verified already into a member: issuer and subject say who it is, the
 * member's row in which tenant and with which role. Claims of roles are not believed.
 */
@Singleton
public final class MemberAugmentor implements SecurityIdentityAugmentor {
  /** Names the tenant where somebody is a member of several. */
  public static final String TENANT = "Quarry-Tenant";

  private final MemberStore members;

  MemberAugmentor(MemberStore members) {
    this.members = members;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return augment(identity, context, Map.of());
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity,
      AuthenticationRequestContext context,
      Map<String, Object> attributes) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Uni.createFrom().item(identity);
    }
    RoutingContext http = HttpSecurityUtils.getRoutingContextAttribute(attributes);
    String tenant = http == null ? null : http.request().getHeader(TENANT);
    return context.runBlocking(
        () -> Permissions.identity(who(token.getIssuer(), token.getSubject(), tenant)));
  }

  private Principal who(String issuer, String subject, @Nullable String tenant) {
    List<TenantPrincipal> found = members.principals(issuer, subject);
    List<TenantPrincipal> meant =
        tenant == null
            ? found
            : found.stream().filter(member -> member.tenant().slug().equals(tenant)).toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    String advice;
    if (found.isEmpty() || (meant.isEmpty() && tenant != null)) {
      advice =
          "The token is valid, but \"%s\" of %s is no member of %s. An owner or admin of it adds you with: quarry members add"
              .formatted(
                  subject, issuer, tenant == null ? "any tenant" : "a tenant \"" + tenant + "\"");
    } else {
      advice =
          "You are a member of several tenants; name one of %s in the header %s."
              .formatted(
                  found.stream()
                      .map(member -> member.tenant().slug())
                      .sorted()
                      .collect(Collectors.joining(", ")),
                  TENANT);
    }
    return new Stranger(subject, advice);
  }
}
