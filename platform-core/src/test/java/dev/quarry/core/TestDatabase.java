package dev.quarry.core;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Ids;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.queue.JobIntake;
import dev.quarry.core.tenancy.Schema;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import dev.quarry.localstack.testing.SharedStack;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A new database with the schema in it, on the real server. */
public final class TestDatabase {
  private final Endpoints endpoints;

  private TestDatabase(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  public static TestDatabase create() {
    return new TestDatabase(SharedStack.copyOf(Migrated.TEMPLATE.endpoints));
  }

  /** The schema is brought up once; every test gets a copy. */
  private static final class Migrated {
    private static final TestDatabase TEMPLATE = migrated();

    private static TestDatabase migrated() {
      var database = new TestDatabase(SharedStack.freshPostgresOnly());
      Schema.migrate(database.as(Role.OWNER));
      return database;
    }
  }

  public DataSource as(Role role) {
    Credentials credentials = endpoints.credentials().get(role);
    var source = new PGSimpleDataSource();
    source.setUrl(endpoints.jdbcUrl());
    source.setUser(credentials.user());
    source.setPassword(credentials.password());
    return source;
  }

  public UUID tenant(String slug) {
    UUID id = UUID.randomUUID();
    TenantTx.inTransaction(
        as(Role.OWNER),
        tx -> {
          try (var insert =
              tx.prepareStatement("insert into tenant (tenant_id, slug, name) values (?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, slug);
            insert.setString(3, slug);
            return insert.executeUpdate();
          }
        });
    return id;
  }

  /** A queued job with one rollout. */
  public UUID job(UUID tenant, int priority) {
    return job(tenant, 1, priority);
  }

  /** A queued job. */
  public UUID job(UUID tenant, int rollouts, int priority) {
    return job(tenant, rollouts, Schedule.of(priority));
  }

  /** A queued job. */
  public UUID job(UUID tenant, int rollouts, Schedule schedule) {
    UUID id = Ids.next();
    new TenantTx(as(Role.API))
        .call(
            tenant,
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "insert into job (tenant_id, job_id, state, mode, model, spec)"
                          + " values (?, ?, 'QUEUED', 'react', 'extractive', ?::json)")) {
                insert.setObject(1, tenant);
                insert.setObject(2, id);
                insert.setString(3, SPEC);
                insert.executeUpdate();
              }
              new JobIntake().enqueue(tx, tenant, id, rollouts, schedule);
              return null;
            });
    return id;
  }

  public <T> T one(Role role, String sql, Class<T> type) throws SQLException {
    try (var connection = as(role).getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1, type);
    }
  }

  public void run(Role role, String sql) throws SQLException {
    try (var connection = as(role).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static final String SPEC =
      """
      {"question":"q","mode":"REACT","toolsets":["web"],"corpora":[],"model":"extractive",
       "budget":{"rounds":%d,"modelCalls":1,"toolCalls":1,"tokens":1000,"wallSeconds":1},
       "metadata":{}}
      """
          .formatted(Budget.standard(Mode.REACT).rounds());
}
