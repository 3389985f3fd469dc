package dev.quarry.localstack;

import org.apache.kafka.common.utils.internals.Exit;

/**
 * Kafka ends the JVM when something fatal happens to a broker. Inside an application that is not
 * its decision: the fault is thrown to the broker thread that met it instead.
 */
final class BrokerFaults {
  private BrokerFaults() {}

  static void surviveInThisJvm() {
    Exit.setExitProcedure(BrokerFaults::fail);
    Exit.setHaltProcedure(BrokerFaults::fail);
  }

  private static void fail(int status, String message) {
    throw new IllegalStateException(
        "the Kafka broker wanted to end the JVM with status " + status + ": " + message);
  }
}
