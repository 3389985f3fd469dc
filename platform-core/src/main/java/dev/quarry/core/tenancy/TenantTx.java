package dev.quarry.core.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database transaction that sees one tenant and nothing else: row-level security goes by the
 * setting that is made first and ends with the transaction.
 */
public final class TenantTx {
  private final DataSource dataSource;

  public TenantTx(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs work in one transaction: committed when it returns, rolled back when it throws.
   *
   * @throws StorageException when the database refuses or fails
   */
  public <T> T call(UUID tenantId, Work<T> work) {
    return inTransaction(
        dataSource,
        connection -> {
          see(connection, tenantId);
          return work.on(connection);
        });
  }

  /** Makes the rest of the running transaction see one tenant. */
  public static void see(Connection connection, UUID tenantId) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("select set_config('quarry.tenant', ?, true)")) {
      set.setString(1, tenantId.toString());
      set.execute();
    }
  }

  /**
   * Makes the rest of the running transaction the platform operator's: it sees which tenants are.
   */
  public static void seeAsOperator(Connection connection) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("select set_config('quarry.operator', 'on', true)")) {
      set.execute();
    }
  }

  /** The same without a tenant, for roles that have their own rules. */
  public static <T> T inTransaction(DataSource dataSource, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  private static void rollback(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
