package dev.quarry.bench.baseline;

import dev.quarry.bench.platform.Ledger;
import dev.quarry.bench.platform.Recording;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The least that could be called an agent with a history: the same requests in the same order, and
 * one inserted row a step. It thinks nothing, checks nothing, and could not be resumed.
 */
public final class BareLoop implements AutoCloseable {
  private final Exchange exchange;
  private final Connection connection;
  private final PreparedStatement insert;

  public BareLoop(Endpoints endpoints, URI stub) throws SQLException {
    this.exchange = new Exchange(stub);
    this.connection = Ledger.open(endpoints, Role.OWNER);
    try (var create = connection.createStatement()) {
      create.execute(RawCommits.TABLE);
    }
    this.insert = RawCommits.prepare(connection);
  }

  /**
   * @return milliseconds from the first request to the last row
   */
  public double millis(Recording recording) throws IOException, InterruptedException, SQLException {
    UUID rollout = UUID.randomUUID();
    long begin = System.nanoTime();
    long seq = 0;
    for (Recording.Act act : recording.acts()) {
      if (act.model() || act.search()) {
        exchange.send(act);
      }
      seq++;
      RawCommits.insert(insert, rollout, seq, act.kind(), act.body());
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
