package dev.quarry.api.testing;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/** The database under test, as any of its roles. */
public final class Db {
  private Db() {}

  public static DataSource as(String role) {
    var config = ConfigProvider.getConfig();
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(config.getValue("quarkus.datasource.jdbc.url", String.class));
    dataSource.setUser(role);
    dataSource.setPassword(config.getValue("test." + role, String.class));
    return dataSource;
  }

  /** Runs one statement. */
  public static int execute(String role, String sql, Object... values) {
    try (var connection = as(role).getConnection();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(sql + ": " + e.getMessage(), e);
    }
  }

  /** The first column of the first row. */
  public static Object value(String role, String sql, Object... values) {
    try (var connection = as(role).getConnection();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getObject(1) : null;
      }
    } catch (SQLException e) {
      throw new AssertionError(sql + ": " + e.getMessage(), e);
    }
  }
}
