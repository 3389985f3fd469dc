package dev.quarry.core.tenancy;

import java.sql.SQLException;

/** The database refused or could not be reached. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageException(SQLException cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * @return the five-character SQLSTATE, empty where the driver gave none
   */
  public String sqlState() {
    return getCause() instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "";
  }
}
