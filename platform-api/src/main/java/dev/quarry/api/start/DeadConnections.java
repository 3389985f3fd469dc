package dev.quarry.api.start;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where one connection turned out to be dead, those that lie idle are not trusted either: their
 * other end is most likely gone as well, and each would cost one request its socket time-out.
 */
@Singleton
public final class DeadConnections implements AgroalPoolInterceptor {
  private final Provider<AgroalDataSource> pool;

  @Inject
  DeadConnections(Provider<AgroalDataSource> pool) {
    this.pool = pool;
  }

  @Override
  public void onConnectionReturn(Connection connection) {
    if (isDead(connection)) {
      pool.get().flush(FlushMode.IDLE);
    }
  }

  /** The driver closes a connection that failed. */
  private static boolean isDead(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
