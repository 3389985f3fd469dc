package dev.quarry.runner.tool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.SecretStore;
import dev.quarry.core.tenancy.TenantTx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in PostgreSQL, opened by the installation's key. Which names a tenant uses is remembered
 * for a short time, so that what it does not keep is not looked for at each call; values are not
 * remembered.
 */
public final class JdbcTenantSecrets implements TenantSecrets {
  private final TenantTx tenants;
  private final SecretStore secrets;
  private final Cache<UUID, Set<String>> names;

  /**
   * @param namesFor for so long a name that the tenant has newly set may stay unseen
   */
  public JdbcTenantSecrets(TenantTx tenants, Keks keks, Duration namesFor) {
    this(tenants, keks, namesFor, Ticker.systemTicker());
  }

  JdbcTenantSecrets(TenantTx tenants, Keks keks, Duration namesFor, Ticker ticker) {
    this.tenants = tenants;
    this.secrets = new SecretStore(keks);
    this.names = Caffeine.newBuilder().expireAfterWrite(namesFor).ticker(ticker).build();
  }

  @Override
  public Optional<byte[]> read(UUID tenantId, String name) {
    @Nullable Set<String> known = names.getIfPresent(tenantId);
    if (known != null && !known.contains(name)) {
      return Optional.empty();
    }
    return tenants.call(
        tenantId,
        tx -> {
          if (known == null) {
            names.put(tenantId, names(tx, tenantId));
          }
          return secrets.read(tx, tenantId, name);
        });
  }

  private Set<String> names(Connection tx, UUID tenantId) throws SQLException {
    return secrets.list(tx, tenantId).stream()
        .map(SecretStore.Listed::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
