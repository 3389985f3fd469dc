package dev.quarry.localstack;

import java.util.Map;
import java.util.Objects;

/**
 * Where the parts of a running stack are.
 *
 * @param jdbcUrl JDBC URL of the database, without user and password
 * @param bootstrapServers {@code host:port} of the Kafka broker; empty where no broker was asked
 *     for
 * @param credentials one login for each role
 */
public record Endpoints(
    String jdbcUrl, String bootstrapServers, Map<Role, Credentials> credentials) {
  public Endpoints {
    Objects.requireNonNull(jdbcUrl, "jdbcUrl");
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    credentials = Map.copyOf(credentials);
    for (Role role : Role.values()) {
      if (!credentials.containsKey(role)) {
        throw new IllegalArgumentException("credentials: none for the role " + role);
      }
    }
  }

  /** The login of a role. */
  public Credentials of(Role role) {
    return Objects.requireNonNull(credentials.get(role));
  }
}
