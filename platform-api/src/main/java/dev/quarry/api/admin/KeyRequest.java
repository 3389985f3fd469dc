package dev.quarry.api.admin;

import dev.quarry.api.auth.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key to be made.
 *
 * @param role null where it has scopes of its own
 * @param scopes its own; empty where it has a role
 * @param allowedCidrs where it may come from; empty for anywhere
 * @param expiresAt null for never
 */
public record KeyRequest(
    String name,
    @Nullable Role role,
    List<String> scopes,
    List<String> allowedCidrs,
    @Nullable Instant expiresAt) {
  public KeyRequest {
    scopes = List.copyOf(scopes);
    allowedCidrs = List.copyOf(allowedCidrs);
  }

  Set<String> effectiveScopes() {
    return role == null ? Set.copyOf(scopes) : role.scopes();
  }
}
