package dev.quarry.api.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Turns a key into an identity whose permissions are the key's scopes. */
@Singleton
public final class ApiKeyIdentityProvider implements IdentityProvider<ApiKeyRequest> {
  private final KeyRing keys;

  ApiKeyIdentityProvider(KeyRing keys) {
    this.keys = keys;
  }

  @Override
  public Class<ApiKeyRequest> getRequestType() {
    return ApiKeyRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      ApiKeyRequest request, AuthenticationRequestContext context) {
    return context.runBlocking(
        () ->
            keys.open(request.key(), request.peer())
                .map(Permissions::identity)
                .orElseThrow(AuthenticationFailedException::new));
  }
}
