package dev.quarry.harness;

import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The whole database of a stack, past all row-level security. */
public final class Database implements AutoCloseable {
  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /** Connects as the server's superuser. */
  public static Database of(LocalStack stack) throws SQLException {
    Credentials login = stack.superuser();
    return new Database(
        DriverManager.getConnection(stack.endpoints().jdbcUrl(), login.user(), login.password()));
  }

  /** Makes something of a row. */
  @FunctionalInterface
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * @param parameters for the question marks, in order
   */
  public <T> List<T> query(String sql, Row<T> each, Object... parameters) throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        var all = new ArrayList<T>();
        while (rows.next()) {
          all.add(each.of(rows));
        }
        return all;
      }
    }
  }

  /**
   * @return each row as {@code column=value column=value}
   */
  public List<String> lines(String sql, Object... parameters) throws SQLException {
    return query(sql, Database::line, parameters);
  }

  private static String line(ResultSet row) throws SQLException {
    var line = new StringBuilder();
    var columns = row.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      line.append(i == 1 ? "" : " ")
          .append(columns.getColumnName(i))
          .append('=')
          .append(row.getString(i));
    }
    return line.toString();
  }

  /** The one number that a query comes to. */
  public long number(String sql, Object... parameters) throws SQLException {
    return query(sql, row -> row.getLong(1), parameters).getFirst();
  }

  public void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
