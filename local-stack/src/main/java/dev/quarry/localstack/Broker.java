package dev.quarry.localstack;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A running Kafka broker, here or in a process of its own. */
sealed interface Broker extends AutoCloseable permits KafkaBroker, BrokerProcess {
  /** {@code host:port} for clients. */
  String bootstrapServers();

  /** Completes with a reason when the broker has ended, on purpose or not. */
  CompletableFuture<String> ended();

  /** Ends it as a crash would and waits for that. */
  void crash(Duration time);

  @Override
  void close();

  /** Starts one on the folder; the caller holds the stack's lock. */
  static Broker start(StackHome home, BrokerConfig config, StartLimits limits) {
    BrokerProcess.stopOrphan(home, limits.stop());
    return switch (config.placement()) {
      case IN_PROCESS -> KafkaBroker.start(home.kafka(), config.preferredPort(), config.detour());
      case OWN_PROCESS, OWN_PROCESS_FOR_LOAD -> BrokerProcess.start(home, config, limits);
    };
  }
}
