package dev.quarry.localstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** Quarry's roles and databases on a server, made when missing. Tables are the migrations' work. */
record DatabaseSetup(int port, CredentialsFile credentials) {
  static final String DATABASE = "quarry";

  /** What PostgreSQL makes an empty database from. */
  static final String EMPTY = "template1";

  private static final String MAINTENANCE_DATABASE = "postgres";
  private static final int CONNECT_TIMEOUT_SECONDS = 20;

  String jdbcUrl(String database) {
    return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + database;
  }

  /** Makes the roles, without any power of their own, and gives each its stored password. */
  void ensureRoles() {
    try (Connection connection = connect(MAINTENANCE_DATABASE);
        Statement statement = connection.createStatement()) {
      for (Credentials login : credentials.roles().values()) {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", login.user())) {
          statement.execute("CREATE ROLE " + login.user());
        }
        statement.execute(
            "ALTER ROLE "
                + login.user()
                + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION");
        // Hashed in the driver: the password itself reaches neither the server nor its log.
        connection
            .unwrap(PGConnection.class)
            .alterUserPassword(login.user(), login.password().toCharArray(), "scram-sha-256");
      }
    } catch (SQLException e) {
      throw failed("The roles", e);
    }
  }

  /** Makes an empty database owned by the owner role, to which only Quarry's roles may connect. */
  void ensureDatabase(String name) {
    ensureDatabase(name, EMPTY);
  }

  /**
   * @param template database that it begins as, to which nobody is connected
   */
  void ensureDatabase(String name, String template) {
    try (Connection connection = connect(MAINTENANCE_DATABASE);
        Statement statement = connection.createStatement()) {
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
        statement.execute(
            "CREATE DATABASE %s OWNER %s TEMPLATE %s"
                .formatted(name, Role.OWNER.login(), template));
      }
      statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
      for (Role role : Role.values()) {
        statement.execute("GRANT CONNECT ON DATABASE " + name + " TO " + role.login());
      }
    } catch (SQLException e) {
      throw failed("The database " + name, e);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", credentials.superuser().user());
    properties.setProperty("password", credentials.superuser().password());
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    properties.setProperty("ApplicationName", "quarry-local-stack");
    @Nullable Connection connection = new Driver().connect(jdbcUrl(database), properties);
    if (connection == null) {
      throw new SQLException("the driver does not take " + jdbcUrl(database));
    }
    return connection;
  }

  private static LocalStackException failed(String what, SQLException e) {
    return new LocalStackException(what + " cannot be set up in PostgreSQL: " + e.getMessage(), e);
  }
}
