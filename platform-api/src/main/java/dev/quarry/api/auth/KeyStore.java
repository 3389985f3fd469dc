package dev.quarry.api.auth;

import dev.quarry.api.tenancy.TenantSession;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keys in the database. */
@Singleton
public class KeyStore implements PanacheRepositoryBase<ApiKeyEntity, String> {
  private final TenantSession sessions;

  public KeyStore(TenantSession sessions) {
    this.sessions = sessions;
  }

  /**
   * Looks one key up before its tenant is known: a policy of the table shows the one row that the
   * transaction names, and no other.
   */
  Optional<KnownKey> find(String keyId) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              getEntityManager()
                  .createNativeQuery("select set_config('quarry.key_id', ?1, true)", String.class)
                  .setParameter(1, keyId)
                  .getSingleResult();
              return findByIdOptional(keyId).map(KeyStore::known);
            });
  }

  /** Writes down that a key was used, unless that was done a moment ago. */
  void touch(UUID tenantId, String keyId, Duration unlessWithin) {
    sessions.run(
        tenantId,
        () ->
            update(
                "lastUsedAt = instant where keyId = ?1 and tenantId = ?2"
                    + " and (lastUsedAt is null or lastUsedAt < ?3)",
                keyId,
                tenantId,
                Instant.now().minus(unlessWithin)));
  }

  private static KnownKey known(ApiKeyEntity row) {
    return new KnownKey(
        row.tenantId,
        row.keyId,
        row.hash,
        Set.copyOf(row.scopes),
        row.expiresAt,
        row.revokedAt != null);
  }
}
