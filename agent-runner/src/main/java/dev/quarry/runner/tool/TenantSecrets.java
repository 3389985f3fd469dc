package dev.quarry.runner.tool;

import java.util.Optional;
import java.util.UUID;

/** The secrets that tenants keep. */
@FunctionalInterface
public interface TenantSecrets {
  /**
   * Opens a secret, just before it is used. The caller overwrites it after.
   *
   * @return nothing where the tenant has none of that name
   * @throws dev.quarry.core.tenancy.SecretException when it has one that cannot be opened here
   * @throws dev.quarry.core.tenancy.StorageException when the database does not answer
   */
  Optional<byte[]> read(UUID tenantId, String name);
}
