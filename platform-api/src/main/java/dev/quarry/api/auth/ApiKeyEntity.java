package dev.quarry.api.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_key}. The key itself is not stored, only its hash. */
@Entity
@Table(name = "api_key")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class ApiKeyEntity {
  @Id
  @Column(name = "key_id")
  public String keyId;

  @Column(name = "tenant_id", updatable = false)
  public UUID tenantId;

  @Column(updatable = false)
  public String name;

  @Column(updatable = false)
  public byte[] hash;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(updatable = false, columnDefinition = "text[]")
  public List<String> scopes;

  /** Null where it has scopes of its own. */
  @Column(updatable = false)
  public @Nullable String role;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "allowed_cidrs", updatable = false, columnDefinition = "text[]")
  public List<String> allowedCidrs;

  @Column(name = "created_by", updatable = false)
  public String createdBy;

  @Column(name = "created_at", updatable = false)
  public Instant createdAt;

  @Column(name = "expires_at", updatable = false)
  public @Nullable Instant expiresAt;

  @Column(name = "revoked_at")
  public @Nullable Instant revokedAt;

  @Column(name = "last_used_at")
  public @Nullable Instant lastUsedAt;

  /**
   * @return what it allows
   */
  public Set<String> effectiveScopes() {
    return role == null ? Set.copyOf(scopes) : Role.of(role).orElseThrow().scopes();
  }
}
