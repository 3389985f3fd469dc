package dev.quarry.bench.platform;

import dev.quarry.localstack.BrokerPlacement;
import dev.quarry.localstack.LocalStack;
import dev.quarry.localstack.LocalStackConfig;
import java.nio.file.Path;
import java.sql.SQLException;

/** A server for scratch databases. It waits for the disk at each commit. */
public final class Scratch implements AutoCloseable {
  private final LocalStack stack;

  private Scratch(LocalStack stack) {
    this.stack = stack;
  }

  public static Scratch start(Path home) {
    return new Scratch(
        LocalStack.start(
            LocalStackConfig.of(home).ports(0, 0).placement(BrokerPlacement.OWN_PROCESS)));
  }

  /**
   * A new database with the platform's schema.
   *
   * @param connections as many of each role
   */
  public ScratchDatabase database(String name, int connections) throws SQLException {
    return ScratchDatabase.open(stack.makeDatabase(name), stack.superuser(), connections);
  }

  @Override
  public void close() {
    stack.close();
  }
}
