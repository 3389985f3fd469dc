package dev.quarry.api.auth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code Authorization: Bearer <key>}. What has not the form of a key is left to the
 * mechanism for tokens, which comes after this one.
 */
@Singleton
public final class ApiKeyMechanism implements HttpAuthenticationMechanism {
  /** What a refused client is asked for. */
  public static final String CHALLENGE = "Bearer realm=\"quarry\"";

  private static final String SCHEME = "Bearer ";
  private static final int BEFORE_TOKENS = 2 * DEFAULT_PRIORITY;

  private final PeerAddress peers;

  ApiKeyMechanism(PeerAddress peers) {
    this.peers = peers;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    String header = context.request().getHeader(HttpHeaderNames.AUTHORIZATION);
    Optional<ApiKey> key =
        header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? ApiKey.parse(header.substring(SCHEME.length()).strip())
            : Optional.empty();
    return key.isPresent()
        ? identities.authenticate(new ApiKeyRequest(key.get(), peers.of(context.request())))
        : Uni.createFrom().nullItem();
  }

  @Override
  public int getPriority() {
    return BEFORE_TOKENS;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(ApiKeyRequest.class);
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
  }
}
