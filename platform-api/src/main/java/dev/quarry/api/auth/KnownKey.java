package dev.quarry.api.auth;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored.
 *
 * @param hash SHA-256 of the whole key
 * @param expiresAt null for never
 * @param revoked whether its tenant took it back
 */
record KnownKey(
    UUID tenantId,
    String keyId,
    byte[] hash,
    Set<String> scopes,
    @Nullable Instant expiresAt,
    boolean revoked) {
  KnownKey {
    hash = hash.clone();
    scopes = Set.copyOf(scopes);
  }

  /** Whether what is presented is this key, and still valid. */
  boolean accepts(ApiKey presented, Instant now) {
    boolean same = MessageDigest.isEqual(hash, presented.hash());
    boolean alive = !revoked && (expiresAt == null || now.isBefore(expiresAt));
    return same && alive;
  }
}
