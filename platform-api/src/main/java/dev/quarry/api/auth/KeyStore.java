package dev.quarry.api.auth;

import dev.quarry.api.auth.TenantPrincipal.TenantRef;
import dev.quarry.api.tenancy.TenantSession;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keys in the database. */
@Singleton
public class KeyStore implements PanacheRepositoryBase<ApiKeyEntity, String> {
  private static final String TENANT =
      "select slug, suspended_at is not null from tenant where tenant_id = ?1";
  private static final String OPERATOR =
      "select name, hash, expires_at, revoked_at is not null from operator_key where key_id = ?1";
  private static final String TOUCH_OPERATOR =
      "update operator_key set last_used_at = now() where key_id = ?1";

  private final TenantSession sessions;

  public KeyStore(TenantSession sessions) {
    this.sessions = sessions;
  }

  /**
   * Looks one key up before its tenant is known: a policy of the table shows the one row that the
   * transaction names, and no other.
   */
  Optional<KnownKey> find(ApiKey key) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              name(key);
              return key.operator()
                  ? operator(key.id())
                  : findByIdOptional(key.id()).map(this::known);
            });
  }

  /**
   * @return the keys of the tenant that the transaction sees, the newest first
   */
  public List<ApiKeyEntity> all() {
    return list("order by createdAt desc, keyId");
  }

  /**
   * @return how many of them are not revoked
   */
  public long alive() {
    return count("revokedAt is null");
  }

  /** Takes a key back; once more does nothing. */
  public void revoke(String keyId) {
    update("revokedAt = instant where keyId = ?1 and revokedAt is null", keyId);
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

  /** The same for one of the operator's. */
  void touchOperator(ApiKey key) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              name(key);
              getEntityManager()
                  .createNativeQuery(TOUCH_OPERATOR)
                  .setParameter(1, key.id())
                  .executeUpdate();
            });
  }

  private void name(ApiKey key) {
    getEntityManager()
        .createNativeQuery("select set_config('quarry.key_id', ?1, true)", String.class)
        .setParameter(1, key.id())
        .getSingleResult();
  }

  private KnownKey known(ApiKeyEntity row) {
    Object[] tenant =
        sessions.within(
            row.tenantId,
            () ->
                (Object[])
                    getEntityManager()
                        .createNativeQuery(TENANT, Object[].class)
                        .setParameter(1, row.tenantId)
                        .getSingleResult());
    return new KnownKey(
        new TenantPrincipal(
            new TenantRef(row.tenantId, (String) tenant[0], (Boolean) tenant[1]),
            new Actor(Actor.Kind.KEY, row.keyId, row.name),
            row.role == null ? "" : row.role,
            row.effectiveScopes()),
        row.hash,
        row.expiresAt,
        row.revokedAt != null,
        row.allowedCidrs.stream().map(range -> Cidr.parse(range).orElseThrow()).toList());
  }

  private Optional<KnownKey> operator(String keyId) {
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(OPERATOR, Object[].class)
            .setParameter(1, keyId)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new KnownKey(
                    new OperatorPrincipal(new Actor(Actor.Kind.OPERATOR, keyId, (String) row[0])),
                    (byte[]) row[1],
                    (Instant) row[2],
                    (Boolean) row[3],
                    List.of()));
  }
}
