package dev.quarry.core.tenancy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The database schema and its version. */
public final class Schema {
  /** The newest migration in this build. */
  public static final int VERSION = 9;

  private static final String REACHED =
      "select exists (select 1 from flyway_schema_history where version = ? and success)";

  private Schema() {}

  /**
   * Brings the schema to {@link #VERSION}. Many processes may do so at once; one does it.
   *
   * @param owner connects as the role that owns the database
   */
  public static void migrate(DataSource owner) {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(owner)
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }

  /**
   * Waits until another process has brought the schema to {@link #VERSION}.
   *
   * @throws IllegalStateException when that did not happen in time, naming the last obstacle
   * @throws InterruptedException when interrupted
   */
  public static void await(DataSource any, Duration timeout) throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    String obstacle = "not looked yet";
    while (Instant.now().isBefore(deadline)) {
      try (var connection = any.getConnection();
          var select = connection.prepareStatement(REACHED)) {
        select.setString(1, Integer.toString(VERSION));
        try (var found = select.executeQuery()) {
          found.next();
          if (found.getBoolean(1)) {
            return;
          }
        }
        obstacle = "it is an older one";
      } catch (SQLException e) {
        obstacle = String.valueOf(e.getMessage());
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(
        "the database schema is not at version %d after %d s: %s"
            .formatted(VERSION, timeout.toSeconds(), obstacle));
  }
}
