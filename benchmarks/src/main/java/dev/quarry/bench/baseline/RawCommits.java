package dev.quarry.bench.baseline;

import dev.quarry.bench.platform.Ledger;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The floor: one row, one commit, over and over, on prepared statements of open connections. */
public final class RawCommits implements AutoCloseable {
  static final String TABLE =
      """
      create table if not exists step (
        rollout_id uuid not null, seq bigint not null, tenant_id uuid not null,
        epoch bigint not null, kind text not null, at timestamptz not null default now(),
        model_calls int not null default 0, tool_calls int not null default 0,
        input_tokens bigint not null default 0, output_tokens bigint not null default 0,
        body json not null, primary key (rollout_id, seq))
      """;

  private static final String INSERT =
      "insert into step (rollout_id, seq, tenant_id, epoch, kind, body)"
          + " values (?, ?, ?, 1, ?, ?::json)";

  private final List<Connection> connections = new ArrayList<>();
  private final String body;

  /**
   * @param connections as many writers at once
   * @param bytes of each row's body
   */
  public RawCommits(Endpoints endpoints, int connections, int bytes) throws SQLException {
    for (int i = 0; i < connections; i++) {
      this.connections.add(Ledger.open(endpoints, Role.OWNER));
    }
    try (var create = this.connections.getFirst().createStatement()) {
      create.execute(TABLE);
    }
    this.body = "{\"text\":\"" + "x".repeat(bytes) + "\"}";
  }

  /**
   * @return commits a second, all connections together
   */
  public double perSecond(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    try (ExecutorService writers = Executors.newFixedThreadPool(connections.size())) {
      var loops = new ArrayList<Callable<Long>>();
      connections.forEach(connection -> loops.add(() -> write(connection, deadline)));
      long begin = System.nanoTime();
      long commits = 0;
      for (Future<Long> loop : writers.invokeAll(loops)) {
        commits += loop.get();
      }
      return commits * 1e9 / (System.nanoTime() - begin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("rows cannot be written", e.getCause());
    }
  }

  private long write(Connection connection, long deadline) throws SQLException {
    UUID rollout = UUID.randomUUID();
    long seq = 0;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      while (System.nanoTime() < deadline) {
        seq++;
        insert(insert, rollout, seq, "replied", body);
      }
    }
    return seq;
  }

  static PreparedStatement prepare(Connection connection) throws SQLException {
    return connection.prepareStatement(INSERT);
  }

  static void insert(PreparedStatement insert, UUID rollout, long seq, String kind, String body)
      throws SQLException {
    insert.setObject(1, rollout);
    insert.setLong(2, seq);
    insert.setObject(3, rollout);
    insert.setString(4, kind);
    insert.setString(5, body);
    insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
