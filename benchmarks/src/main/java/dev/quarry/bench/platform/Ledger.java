package dev.quarry.bench.platform;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TrajectoryReader;
import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Reads the platform's database, and counts its own transactions so that they can be taken off what
 * the platform is charged with. For one thread.
 */
public final class Ledger implements AutoCloseable {
  /** A server process that falls idle reports its counts within ten seconds. */
  private static final int COUNTS_ARRIVE_MILLIS = 11_000;

  private final Endpoints endpoints;
  private final Map<Role, Connection> connections = new EnumMap<>(Role.class);
  private long own;

  Ledger(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** Reads one row or more. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  /** Runs one query as a role, in a transaction of its own. */
  public <T> T read(Role role, String sql, Reading<T> reading, Object... values)
      throws SQLException {
    own++;
    try (PreparedStatement statement = connection(role).prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return reading.of(rows);
      }
    }
  }

  public long number(Role role, String sql, Object... values) throws SQLException {
    return read(role, sql, Ledger::first, values);
  }

  private static long first(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getLong(1);
  }

  /** Lets the tenant have as many rollouts at once as there are slots. */
  void liftCap() throws SQLException {
    try (var update =
        connection(Role.OWNER)
            .prepareStatement(
                "insert into tenant_sched (tenant_id, max_running)"
                    + " select tenant_id, 1000000 from tenant on conflict (tenant_id)"
                    + " do update set max_running = excluded.max_running")) {
      update.executeUpdate();
    }
  }

  public UUID tenant() throws SQLException {
    return read(
        Role.OWNER,
        "select tenant_id from tenant",
        rows -> {
          rows.next();
          return rows.getObject(1, UUID.class);
        });
  }

  /**
   * @return rollouts that wait or run
   */
  public long open() throws SQLException {
    return number(
        Role.SCHEDULER,
        "select (select count(*) from rollout where state = 'QUEUED')"
            + " + (select count(*) from rollout where state = 'RUNNING')");
  }

  /**
   * @return rollouts that ended otherwise than they should
   */
  public long failed() throws SQLException {
    return number(
        Role.SCHEDULER,
        "select count(*) from rollout where ended_at is not null and state <> 'SUCCEEDED'");
  }

  public long steps() throws SQLException {
    return number(Role.SCHEDULER, "select count(*) from step");
  }

  /**
   * @return the steps of a job's only rollout
   */
  public List<StepRecord> trajectory(UUID job) throws SQLException {
    UUID rollout =
        read(
            Role.SCHEDULER,
            "select rollout_id from rollout where job_id = ?",
            rows -> {
              rows.next();
              return rows.getObject(1, UUID.class);
            },
            job);
    Connection runner = connection(Role.RUNNER);
    runner.setAutoCommit(false);
    try {
      TenantTx.see(runner, tenant());
      return new TrajectoryReader().read(runner, rollout, 0, Integer.MAX_VALUE);
    } finally {
      own++;
      runner.commit();
      runner.setAutoCommit(true);
    }
  }

  /** Reads a column of times. */
  public static Reading<List<Instant>> instants() {
    return rows -> {
      var found = new ArrayList<Instant>();
      while (rows.next()) {
        found.add(rows.getObject(1, OffsetDateTime.class).toInstant());
      }
      return found;
    };
  }

  /**
   * Waits until the server's counters are complete.
   *
   * @return transactions that others than this ledger have committed
   */
  public long commits() throws SQLException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(COUNTS_ARRIVE_MILLIS);
    number(Role.OWNER, "select 1 from pg_stat_force_next_flush()");
    long counted =
        number(
            Role.OWNER,
            "select xact_commit from pg_stat_database where datname = current_database()");
    return counted - own;
  }

  /** Bytes of the database on disk. */
  public long bytes() throws SQLException {
    return number(Role.OWNER, "select pg_database_size(current_database())");
  }

  private Connection connection(Role role) throws SQLException {
    Connection open = connections.get(role);
    if (open == null) {
      open = open(endpoints, role);
      connections.put(role, open);
    }
    return open;
  }

  /** A new connection as a role. */
  public static Connection open(Endpoints endpoints, Role role) throws SQLException {
    Credentials login = endpoints.of(role);
    return DriverManager.getConnection(endpoints.jdbcUrl(), login.user(), login.password());
  }

  @Override
  public void close() {
    for (Connection connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server may be gone already.
      }
    }
    connections.clear();
  }
}
