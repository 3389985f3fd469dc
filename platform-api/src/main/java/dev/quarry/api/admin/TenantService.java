package dev.quarry.api.admin;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.auth.KeyStore;
import dev.quarry.api.auth.OperatorRequester;
import dev.quarry.api.auth.Role;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.OperatorSession;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;

/** The operator's work: making, changing, suspending and deleting tenants. */
@Singleton
public final class TenantService {
  private static final TenantChange SUSPENSION =
      new TenantChange(
          Optional.empty(), Optional.of(true), OptionalDouble.empty(), OptionalInt.empty());

  private final AuditService audit;
  private final OperatorSession operators;
  private final TenantSession sessions;
  private final TenantStore tenants;
  private final KeyStore keys;
  private final int purgeBatch;
  private final SecureRandom random = new SecureRandom();

  TenantService(
      AuditService audit,
      OperatorSession operators,
      TenantSession sessions,
      TenantStore tenants,
      KeyStore keys,
      ApiConfig config) {
    this.audit = audit;
    this.operators = operators;
    this.sessions = sessions;
    this.tenants = tenants;
    this.keys = keys;
    this.purgeBatch = config.tenants().purgeBatch();
  }

  /**
   * Makes a tenant and its owner's key.
   *
   * @return the tenant, with the whole key
   */
  public TenantView create(OperatorRequester by, String slug, TenantChange wanted) {
    return audit.operating(
        by,
        Act.of("tenant.create", slug),
        tx -> {
          UUID id = UUID.randomUUID();
          if (!tenants.insert(tx, id, slug, wanted.name().orElse(slug))) {
            throw ApiException.of(
                ErrorCode.TENANT_EXISTS, "There is a tenant \"%s\" already.".formatted(slug));
          }
          TenantView made = require(tx, slug);
          tenants.write(tx, changed(made, wanted));
          return require(tx, slug).withKey(ownerKey(tx, id, by));
        });
  }

  /**
   * Makes one more owner's key, for a tenant that has lost all of its own.
   *
   * @return the whole key
   */
  public TenantView recover(OperatorRequester by, String slug) {
    return audit.operating(
        by,
        Act.of("tenant.key", slug),
        tx -> {
          TenantView tenant = require(tx, slug);
          return tenant.withKey(ownerKey(tx, tenant.id(), by));
        });
  }

  private String ownerKey(Connection tx, UUID tenantId, OperatorRequester by) throws SQLException {
    ApiKey key = ApiKey.generate(random);
    TenantTx.see(tx, tenantId);
    KeyRequest owner = new KeyRequest("owner", Role.OWNER, List.of(), List.of(), null);
    keys.persistAndFlush(KeyService.row(tenantId, key, owner, by.actor().reference()));
    return key.reveal();
  }

  public List<TenantView> list() {
    return operators.call(tenants::all);
  }

  public TenantView get(String slug) {
    return operators.call(tx -> require(tx, slug));
  }

  public TenantView change(OperatorRequester by, String slug, TenantChange wanted) {
    String action =
        wanted.suspended().map(stop -> stop ? "tenant.suspend" : "tenant.resume").orElse("");
    Act act = new Act(action.isEmpty() ? "tenant.change" : action, slug, told(wanted));
    return audit.operating(
        by,
        act,
        tx -> {
          TenantView before = require(tx, slug);
          tenants.write(tx, changed(before, wanted));
          return require(tx, slug);
        });
  }

  private static String told(TenantChange wanted) {
    StringBuilder told = new StringBuilder();
    wanted.name().ifPresent(name -> told.append(" name=").append(name));
    wanted.weight().ifPresent(weight -> told.append(" weight=").append(weight));
    wanted.maxRunning().ifPresent(cap -> told.append(" maxRunning=").append(cap));
    return told.toString().strip();
  }

  private static TenantView changed(TenantView tenant, TenantChange wanted) {
    return new TenantView(
        tenant.id(),
        tenant.slug(),
        wanted.name().orElse(tenant.name()),
        wanted.suspended().orElse(tenant.suspended()),
        wanted.weight().orElse(tenant.weight()),
        wanted.maxRunning().orElse(tenant.maxRunning()),
        tenant.queued(),
        tenant.running(),
        tenant.createdAt(),
        null);
  }

  /**
   * Suspends a tenant none of whose jobs runs, and deletes all that it has; its log stays. Jobs go
   * in several transactions: when it is interrupted the tenant is suspended, and the same request
   * goes on.
   */
  public void delete(OperatorRequester by, String slug) {
    UUID id =
        audit.operating(
            by,
            Act.of("tenant.suspend", slug),
            tx -> {
              TenantView tenant = require(tx, slug);
              TenantTx.see(tx, tenant.id());
              // First, so that no claim comes between this and the look at what runs.
              tenants.write(tx, changed(tenant, SUSPENSION));
              int running = tenants.running(tx, tenant.id());
              if (running > 0) {
                throw ApiException.of(
                    ErrorCode.TENANT_BUSY,
                    "%d rollouts of \"%s\" run. Suspend it and let them end, or have its jobs cancelled."
                        .formatted(running, slug));
              }
              return tenant.id();
            });
    while (purgeJobs(id) == purgeBatch) {
      // There may be more.
    }
    audit.operating(
        by,
        Act.of("tenant.delete", slug),
        tx -> {
          TenantTx.see(tx, id);
          tenants.purge(tx, id);
          return true;
        });
  }

  private int purgeJobs(UUID id) {
    return sessions.call(
        id, () -> sessions.onConnection(tx -> tenants.purgeJobs(tx, id, purgeBatch)));
  }

  private TenantView require(Connection tx, String slug) throws SQLException {
    return tenants.bySlug(tx, slug).orElseThrow(() -> ApiException.notFound("tenant", slug));
  }
}
