package dev.quarry.api.secret;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.OperatorRequester;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.config.KekConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.tenancy.Keks;
import dev.quarry.core.tenancy.SecretStore;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Setting and removing secrets. They go in here and do not come out again. */
@Singleton
public final class SecretService {
  private final AuditService audit;
  private final TenantSession sessions;
  private final Optional<SecretStore> store;
  private final int perTenant;

  SecretService(AuditService audit, TenantSession sessions, KekConfig keks, ApiConfig config) {
    this.audit = audit;
    this.sessions = sessions;
    this.perTenant = config.tenants().secrets();
    this.store =
        keks.file()
            .map(file -> new SecretStore(Keks.read(file, keks.previousFiles().orElse(List.of()))));
  }

  /**
   * What may be told of one that was set.
   *
   * @param version how often it was set
   */
  public record Put(String name, int version) {}

  public Put put(Requester by, String name, String value) {
    SecretStore secrets = store();
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    try {
      return audit.doing(
          by,
          Act.of("secret.put", name),
          () ->
              sessions.onConnection(
                  tx -> {
                    List<SecretStore.Listed> there = secrets.list(tx, by.tenantId());
                    if (there.size() >= perTenant
                        && there.stream().noneMatch(secret -> secret.name().equals(name))) {
                      throw ApiException.of(
                          ErrorCode.LIMIT_REACHED,
                          "There are %,d secrets already, and no more are allowed."
                              .formatted(perTenant));
                    }
                    return new Put(name, secrets.put(tx, by.tenantId(), name, bytes));
                  }));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  public List<SecretStore.Listed> list(UUID tenantId) {
    SecretStore secrets = store();
    return sessions.call(tenantId, () -> sessions.onConnection(tx -> secrets.list(tx, tenantId)));
  }

  public void delete(Requester by, String name) {
    SecretStore secrets = store();
    audit.doing(
        by,
        Act.of("secret.delete", name),
        () ->
            sessions.onConnection(
                tx -> {
                  if (!secrets.delete(tx, by.tenantId(), name)) {
                    throw ApiException.notFound("secret", name);
                  }
                  return true;
                }));
  }

  /**
   * Encrypts all secrets of the tenant by a new key.
   *
   * @return how many
   */
  public int rotate(Requester by) {
    SecretStore secrets = store();
    return audit.doing(
        by,
        Act.of("secret.rotate", "all"),
        () -> sessions.onConnection(tx -> secrets.rotate(tx, by.tenantId())));
  }

  /**
   * Wraps the keys of tenants by the installation's present key.
   *
   * @param tenants whose
   * @return how many keys an earlier one had wrapped
   */
  public int rewrap(OperatorRequester by, List<UUID> tenants) {
    SecretStore secrets = store();
    int rewrapped = 0;
    for (UUID tenant : tenants) {
      rewrapped +=
          sessions.call(tenant, () -> sessions.onConnection(tx -> secrets.rewrap(tx, tenant)));
    }
    int total = rewrapped;
    return audit.operating(
        by, new Act("secrets.rewrap", "all tenants", total + " keys"), tx -> total);
  }

  private SecretStore store() {
    return store.orElseThrow(
        () ->
            ApiException.of(
                ErrorCode.SECRETS_OFF,
                "The operator has not configured quarry.kek.file, so that no secret can be kept."));
  }
}
