package dev.quarry.api.audit;

import dev.quarry.api.auth.OperatorRequester;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.tenancy.OperatorSession;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Does acts of administration and writes them down in the same transaction: nothing is done without
 * its line, and no line tells of what was rolled back. What is refused has a line of its own.
 */
@Singleton
public final class AuditService {
  private static final String DONE = "done";

  private final TenantSession tenants;
  private final OperatorSession operators;
  private final AuditStore store;

  AuditService(TenantSession tenants, OperatorSession operators, AuditStore store) {
    this.tenants = tenants;
    this.operators = operators;
    this.store = store;
  }

  /** Does something in the requester's tenant. */
  public <T> T doing(Requester by, Act act, Supplier<T> work) {
    try {
      return tenants.call(
          by.tenantId(),
          () -> {
            T result = work.get();
            write(by, act, DONE);
            return result;
          });
    } catch (ApiException e) {
      tenants.run(by.tenantId(), () -> write(by, act, e.code().slug()));
      throw e;
    }
  }

  private void write(Requester by, Act act, String outcome) {
    var done = new AuditStore.Done(by.actor(), by.peer(), act, outcome);
    tenants.onConnection(
        tx -> {
          store.add(tx, by.tenantId(), done);
          return true;
        });
  }

  /** Does something as the operator. */
  public <T> T operating(OperatorRequester by, Act act, TenantTx.Work<T> work) {
    try {
      return operators.call(
          tx -> {
            T result = work.on(tx);
            store.addOperators(tx, new AuditStore.Done(by.actor(), by.peer(), act, DONE));
            return result;
          });
    } catch (ApiException e) {
      var refused = new AuditStore.Done(by.actor(), by.peer(), act, e.code().slug());
      operators.call(
          tx -> {
            store.addOperators(tx, refused);
            return true;
          });
      throw e;
    }
  }

  /** A tenant's log. */
  public AuditPage list(UUID tenantId, AuditFilter filter) {
    return page(
        tenants.call(tenantId, () -> tenants.onConnection(tx -> store.page(tx, false, filter))),
        filter.limit());
  }

  /** The operator's. */
  public AuditPage operators(AuditFilter filter) {
    return page(operators.call(tx -> store.page(tx, true, filter)), filter.limit());
  }

  private static AuditPage page(List<AuditEvent> found, int limit) {
    boolean more = found.size() > limit;
    List<AuditEvent> page = more ? found.subList(0, limit) : found;
    return new AuditPage(page, more ? Long.toString(page.getLast().id()) : null);
  }
}
