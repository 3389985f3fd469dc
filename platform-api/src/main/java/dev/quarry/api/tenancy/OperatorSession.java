package dev.quarry.api.tenancy;

import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import org.hibernate.Session;

/**
 * A transaction of the platform's operator: it sees which tenants there are and how they stand in
 * the queue, and nothing that they have.
 */
@Singleton
public final class OperatorSession {
  private final Session session;

  OperatorSession(Session session) {
    this.session = session;
  }

  /** Runs work in a transaction of its own: rolled back when it throws. */
  public <T> T call(TenantTx.Work<T> work) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                session.doReturningWork(
                    connection -> {
                      TenantTx.seeAsOperator(connection);
                      return work.on(connection);
                    }));
  }
}
