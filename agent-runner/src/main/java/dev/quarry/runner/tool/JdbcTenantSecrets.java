package dev.quarry.runner.tool;

import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.SecretStore;
import dev.quarry.core.tenancy.TenantTx;
import java.util.Optional;
import java.util.UUID;

/** Secrets in PostgreSQL, opened by the installation's key. */
public final class JdbcTenantSecrets implements TenantSecrets {
  private final TenantTx tenants;
  private final SecretStore secrets;

  public JdbcTenantSecrets(TenantTx tenants, Keks keks) {
    this.tenants = tenants;
    this.secrets = new SecretStore(keks);
  }

  @Override
  public Optional<byte[]> read(UUID tenantId, String name) {
    return tenants.call(tenantId, tx -> secrets.read(tx, tenantId, name));
  }
}
