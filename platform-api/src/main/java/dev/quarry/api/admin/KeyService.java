package dev.quarry.api.admin;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.auth.ApiKeyEntity;
import dev.quarry.api.auth.KeyRing;
import dev.quarry.api.auth.KeyStore;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Making, listing and revoking a tenant's keys. */
@Singleton
public final class KeyService {
  private final AuditService audit;
  private final TenantSession sessions;
  private final KeyStore keys;
  private final KeyRing ring;
  private final int perTenant;
  private final SecureRandom random = new SecureRandom();

  KeyService(
      AuditService audit, TenantSession sessions, KeyStore keys, KeyRing ring, ApiConfig config) {
    this.audit = audit;
    this.sessions = sessions;
    this.keys = keys;
    this.ring = ring;
    this.perTenant = config.tenants().keys();
  }

  /**
   * @return the key, with the whole of it
   */
  public KeyView create(Requester by, KeyRequest request) {
    ApiKey key = ApiKey.generate(random);
    Act act =
        new Act(
            "key.create",
            key.id(),
            "%s: %s".formatted(request.name(), String.join(" ", request.effectiveScopes())));
    return audit.doing(
        by,
        act,
        () -> {
          Grants.require(by, request.effectiveScopes());
          if (keys.alive() >= perTenant) {
            throw ApiException.of(
                ErrorCode.LIMIT_REACHED,
                "There are %,d keys already, and no more are allowed. Revoke one first."
                    .formatted(perTenant));
          }
          ApiKeyEntity row = row(by.tenantId(), key, request, by.actor().reference());
          keys.persist(row);
          return KeyView.of(row, key.reveal());
        });
  }

  static ApiKeyEntity row(UUID tenantId, ApiKey key, KeyRequest request, String by) {
    ApiKeyEntity row = new ApiKeyEntity();
    row.tenantId = tenantId;
    row.keyId = key.id();
    row.name = request.name();
    row.hash = key.hash();
    row.scopes = request.scopes();
    row.role = request.role() == null ? null : request.role().id();
    row.allowedCidrs = request.allowedCidrs();
    row.createdBy = by;
    row.createdAt = Instant.now();
    row.expiresAt = request.expiresAt();
    return row;
  }

  public List<KeyView> list(UUID tenantId) {
    return sessions.call(
        tenantId, () -> keys.all().stream().map(row -> KeyView.of(row, null)).toList());
  }

  public KeyView get(UUID tenantId, String keyId) {
    return sessions.call(tenantId, () -> KeyView.of(require(keyId), null));
  }

  /** Other replicas refuse it when what they know of it is old enough; this one at once. */
  public void revoke(Requester by, String keyId) {
    audit.doing(
        by,
        Act.of("key.revoke", keyId),
        () -> {
          Grants.require(by, require(keyId).effectiveScopes());
          keys.revoke(keyId);
          return true;
        });
    ring.forget(keyId);
  }

  private ApiKeyEntity require(String keyId) {
    return keys.findByIdOptional(keyId).orElseThrow(() -> ApiException.notFound("key", keyId));
  }
}
