package dev.quarry.bench.platform;

import dev.quarry.core.job.Ids;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.tenancy.Schema;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the platform's schema and no platform: benchmarks call what works on it. */
public final class ScratchDatabase implements AutoCloseable {
  private static final int NO_CAP = 1_000_000;

  private static final String JOB =
      "insert into job (tenant_id, job_id, state, mode, model, spec, submitted_by)"
          + " values (?, ?, 'QUEUED', 'react', 'stub', '{}', ?)";

  private final Connection superuser;
  private final Map<Role, Pool> pools = new EnumMap<>(Role.class);

  private ScratchDatabase(Connection superuser) {
    this.superuser = superuser;
  }

  static ScratchDatabase open(Endpoints endpoints, Credentials superuser, int connections)
      throws SQLException {
    var owner = new PGSimpleDataSource();
    owner.setUrl(endpoints.jdbcUrl());
    owner.setUser(endpoints.of(Role.OWNER).user());
    owner.setPassword(endpoints.of(Role.OWNER).password());
    Schema.migrate(owner);
    var database =
        new ScratchDatabase(
            DriverManager.getConnection(
                endpoints.jdbcUrl(), superuser.user(), superuser.password()));
    try {
      for (Role role : Role.values()) {
        if (role != Role.OWNER) {
          database.pools.put(role, Pool.open(endpoints, endpoints.of(role), connections));
        }
      }
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  /** Connections as an application's role. */
  public DataSource as(Role role) {
    return Objects.requireNonNull(pools.get(role), role.name()).source();
  }

  /** Runs a statement past all rules, in a transaction of its own. */
  public void run(String sql) throws SQLException {
    try (var statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one number that a query comes to, past all rules. */
  public long number(String sql) throws SQLException {
    try (var statement = superuser.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** A tenant without a cap. */
  public UUID tenant(String slug, double weight) throws SQLException {
    UUID id = UUID.randomUUID();
    run(
        "insert into tenant (tenant_id, slug, name) values ('%s', '%s', '%s')"
            .formatted(id, slug, slug));
    run(
        "insert into tenant_sched (tenant_id, weight, max_running) values ('%s', %s, %d)"
            .formatted(id, weight, NO_CAP));
    return id;
  }

  /** Slots that are counted as the installation's for as long as anybody measures. */
  public void runner(String id, int slots) throws SQLException {
    run(
        """
        insert into runner (runner_id, slots, catalogue, seen_at)
        values ('%1$s', %2$d, '{}', now() + interval '1 day')
        on conflict (runner_id) do update set slots = %2$d, seen_at = excluded.seen_at
        """
            .formatted(id, slots));
  }

  /**
   * Puts a job into the queue within a transaction that sees its tenant, as the API does.
   *
   * @param submitter the key that it comes from
   * @return its id
   */
  public static UUID enqueue(Connection tx, UUID tenant, String submitter) throws SQLException {
    UUID job = Ids.next();
    try (var insert = tx.prepareStatement(JOB)) {
      insert.setObject(1, tenant);
      insert.setObject(2, job);
      insert.setString(3, submitter);
      insert.executeUpdate();
    }
    new JobIntake().enqueue(tx, tenant, job, 1, Schedule.PLAIN);
    return job;
  }

  /**
   * Puts many jobs of a tenant into the queue.
   *
   * @param keys how many keys they come from in turn, at least 1
   */
  public void enqueue(UUID tenant, int jobs, int keys) {
    new TenantTx(as(Role.API))
        .call(
            tenant,
            tx -> {
              for (int i = 0; i < jobs; i++) {
                enqueue(tx, tenant, "key-" + i % keys);
              }
              return jobs;
            });
  }

  /** Lets the server know what is in the tables, and leaves nothing of that to do meanwhile. */
  public void settle() throws SQLException {
    run("vacuum (analyze)");
    run("checkpoint");
  }

  @Override
  public void close() throws SQLException {
    pools.values().forEach(Pool::close);
    superuser.close();
  }
}
