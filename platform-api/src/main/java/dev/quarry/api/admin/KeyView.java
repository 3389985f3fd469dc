package dev.quarry.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quarry.api.auth.ApiKeyEntity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as clients see it.
 *
 * @param id its public part
 * @param role absent for a key with scopes of its own
 * @param allowedCidrs where it may come from; empty for anywhere
 * @param createdBy as in {@code key:Ab12Cd34}; empty for the first
 * @param key the whole of it, in the answer that makes it and never again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyView(
    String id,
    String name,
    @Nullable String role,
    List<String> scopes,
    List<String> allowedCidrs,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String key) {
  static KeyView of(ApiKeyEntity row, @Nullable String key) {
    return new KeyView(
        row.keyId,
        row.name,
        row.role,
        row.effectiveScopes().stream().sorted().toList(),
        row.allowedCidrs,
        row.createdBy,
        row.createdAt,
        row.expiresAt,
        row.revokedAt,
        row.lastUsedAt,
        key);
  }
}
