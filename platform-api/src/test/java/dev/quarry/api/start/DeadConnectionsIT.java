package dev.quarry.api.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of idle connections when one turns out to be dead. */
@QuarkusTest
class DeadConnectionsIT extends ApiTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Inject AgroalDataSource pool;

  private static int backend(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static long backends(int pid) {
    return (long)
        Db.value("quarry_api", "select count(*) from pg_stat_activity where pid = ?", pid);
  }

  @Test
  void idleOnesAreDroppedWithIt() throws SQLException {
    // Given one connection that is in use and one that lies idle
    Connection used = pool.getConnection();
    int idle;
    try (Connection other = pool.getConnection()) {
      idle = backend(other);
    }
    int dead = backend(used);

    // When one that is well is given back
    try (Connection well = pool.getConnection()) {
      backend(well);
    }

    // Then the idle one stays
    assertThat(backends(idle)).isEqualTo(1);

    // When the one in use dies
    Db.value("quarry_api", "select pg_terminate_backend(?)", dead);
    assertThatThrownBy(() -> backend(used)).isInstanceOf(SQLException.class);
    used.close();

    // Then
    Eventually.within(SOON, () -> assertThat(backends(idle)).isZero());
  }
}
