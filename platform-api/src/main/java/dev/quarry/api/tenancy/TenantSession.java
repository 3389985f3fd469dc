package dev.quarry.api.tenancy;

import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;

/**
 * Work with entities in a transaction that sees one tenant. It is the only way to them: a session
 * whose transaction has not set the tenant sees no row at all.
 */
@Singleton
public final class TenantSession {
  private final Session session;

  TenantSession(Session session) {
    this.session = session;
  }

  /** Runs work in a transaction of its own: rolled back when it throws. */
  public <T> T call(UUID tenantId, Supplier<T> work) {
    return QuarkusTransaction.requiringNew().call(() -> within(tenantId, work));
  }

  /** Makes the rest of the running transaction see one tenant, beginning with some work. */
  public <T> T within(UUID tenantId, Supplier<T> work) {
    session.doWork(connection -> TenantTx.see(connection, tenantId));
    return work.get();
  }

  /** Work on the connection of the running transaction. */
  public <T> T onConnection(TenantTx.Work<T> work) {
    return session.doReturningWork(work::on);
  }

  /** The same for work that gives nothing back. */
  public void run(UUID tenantId, Runnable work) {
    call(
        tenantId,
        () -> {
          work.run();
          return true;
        });
  }
}
