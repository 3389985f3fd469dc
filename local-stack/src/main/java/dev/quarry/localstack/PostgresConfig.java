package dev.quarry.localstack;

import java.nio.file.Path;

/**
 * How the PostgreSQL server is run.
 *
 * @param preferredPort 0..65535; a free one is taken when it is in use, or when it is 0
 * @param binariesCache folder under which the server binaries are unpacked once for all stacks
 * @param maxConnections the server's {@code max_connections}, 10..10000
 * @param durable whether a commit survives a power cut; without it commits are faster and survive
 *     only a crash of the server process
 */
public record PostgresConfig(
    int preferredPort, Path binariesCache, int maxConnections, boolean durable) {
  public static final int DEFAULT_PORT = 15432;
  public static final int DEFAULT_MAX_CONNECTIONS = 200;
  private static final int LEAST_CONNECTIONS = 10;
  private static final int MOST_CONNECTIONS = 10_000;

  public PostgresConfig {
    Ports.requireValid("PostgreSQL port", preferredPort);
    binariesCache = binariesCache.toAbsolutePath().normalize();
    if (maxConnections < LEAST_CONNECTIONS || maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "PostgreSQL connections: %d given, %d to %d accepted"
              .formatted(maxConnections, LEAST_CONNECTIONS, MOST_CONNECTIONS));
    }
  }

  /** Port 15432, 200 connections, durable, binaries under {@code ~/.cache/quarry}. */
  public static PostgresConfig defaults() {
    return new PostgresConfig(DEFAULT_PORT, defaultCache(), DEFAULT_MAX_CONNECTIONS, true);
  }

  private static Path defaultCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "quarry");
  }
}
