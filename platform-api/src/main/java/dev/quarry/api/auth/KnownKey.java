package dev.quarry.api.auth;

import java.security.MessageDigest;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored.
 *
 * @param who it stands for
 * @param hash SHA-256 of the whole key
 * @param expiresAt null for never
 * @param revoked whether it was taken back
 * @param allowed where it may come from; empty for anywhere
 */
record KnownKey(
    Principal who, byte[] hash, @Nullable Instant expiresAt, boolean revoked, List<Cidr> allowed) {
  KnownKey {
    hash = hash.clone();
    allowed = List.copyOf(allowed);
  }

  /** Whether what is presented is this key, still valid, and comes from where it may. */
  boolean accepts(ApiKey presented, String peer, Instant now) {
    boolean same = MessageDigest.isEqual(hash, presented.hash());
    boolean alive = !revoked && (expiresAt == null || now.isBefore(expiresAt));
    boolean near = allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(peer));
    return same && alive && near;
  }
}
