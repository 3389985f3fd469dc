package dev.quarry.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What a local stack is started with.
 *
 * @param home the folder of its data, logs, credentials and lock; made when missing
 * @param postgres how PostgreSQL is run
 * @param broker how Kafka is run
 * @param startTimeout longest time until both are ready
 * @param stopTimeout longest time for a clean stop of each, after which it is killed
 * @param closeOnExit whether the stack closes itself when the JVM exits; without it the owner does
 */
public record LocalStackConfig(
    Path home,
    PostgresConfig postgres,
    BrokerConfig broker,
    Duration startTimeout,
    Duration stopTimeout,
    boolean closeOnExit) {
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(90);
  public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(20);

  public LocalStackConfig {
    home = home.toAbsolutePath().normalize();
    Objects.requireNonNull(postgres, "postgres");
    Objects.requireNonNull(broker, "broker");
    requirePositive("start timeout", startTimeout);
    requirePositive("stop timeout", stopTimeout);
    if (home.toString().indexOf(',') >= 0) {
      // Kafka reads log.dirs as a comma-separated list and has no way to quote one.
      throw new IllegalArgumentException(
          "home: \"" + home + "\" has a comma in its path, which Kafka cannot take");
    }
  }

  /** Everything by default: ports 15432 and 19092, broker in this process, durable. */
  public static LocalStackConfig of(Path home) {
    return new LocalStackConfig(
        home,
        PostgresConfig.defaults(),
        BrokerConfig.defaults(),
        DEFAULT_START_TIMEOUT,
        DEFAULT_STOP_TIMEOUT,
        true);
  }

  /** The same with other preferred ports; 0 asks for any free one. */
  public LocalStackConfig ports(int postgresPort, int kafkaPort) {
    return with(
        new PostgresConfig(
            postgresPort, postgres.binariesCache(), postgres.maxConnections(), postgres.durable()),
        new BrokerConfig(kafkaPort, broker.placement(), broker.heapMegabytes(), broker.detour()));
  }

  /** The same with the broker placed elsewhere. */
  public LocalStackConfig placement(BrokerPlacement placement) {
    return with(
        postgres,
        new BrokerConfig(
            broker.preferredPort(), placement, broker.heapMegabytes(), broker.detour()));
  }

  /** The same with a second way to the broker. */
  public LocalStackConfig detour(Detour detour) {
    return with(
        postgres,
        new BrokerConfig(
            broker.preferredPort(), broker.placement(), broker.heapMegabytes(), detour));
  }

  /** The same with commits that survive a power cut, or that don't and are faster. */
  public LocalStackConfig durable(boolean durable) {
    return with(
        new PostgresConfig(
            postgres.preferredPort(), postgres.binariesCache(), postgres.maxConnections(), durable),
        broker);
  }

  /** The same with the PostgreSQL binaries unpacked under another folder. */
  public LocalStackConfig binariesCache(Path cache) {
    return with(
        new PostgresConfig(
            postgres.preferredPort(), cache, postgres.maxConnections(), postgres.durable()),
        broker);
  }

  /** The same with another time limit for the start. */
  public LocalStackConfig startTimeout(Duration timeout) {
    return new LocalStackConfig(home, postgres, broker, timeout, stopTimeout, closeOnExit);
  }

  /** The same, closing at the exit of the JVM or leaving that to the owner. */
  public LocalStackConfig closeOnExit(boolean close) {
    return new LocalStackConfig(home, postgres, broker, startTimeout, stopTimeout, close);
  }

  private LocalStackConfig with(PostgresConfig newPostgres, BrokerConfig newBroker) {
    return new LocalStackConfig(
        home, newPostgres, newBroker, startTimeout, stopTimeout, closeOnExit);
  }

  private static void requirePositive(String name, Duration given) {
    if (given.isNegative() || given.isZero()) {
      throw new IllegalArgumentException(name + ": " + given + " given, more than 0 accepted");
    }
  }
}
