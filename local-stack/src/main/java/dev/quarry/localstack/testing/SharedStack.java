package dev.quarry.localstack.testing;

import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import dev.quarry.localstack.SharedServers;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * One real PostgreSQL server and one real broker for all tests of a JVM: started at the first call,
 * in a temporary folder, on free ports, without waiting for the disk; gone with the JVM.
 *
 * <p>Test frameworks load classes several times in one JVM. So the servers live in the application
 * class loader's copy of {@link SharedServers}, and only strings come back from it.
 */
public final class SharedStack {
  private static final String EMPTY = "template1";

  private SharedStack() {}

  /** The stack's endpoints, with the database {@code quarry}. */
  public static Endpoints get() {
    return ask(true, "");
  }

  /** PostgreSQL alone: no broker is started for it, and {@code bootstrapServers} is empty. */
  public static Endpoints postgresOnly() {
    return ask(false, "");
  }

  /** The stack of {@link #get()} with a new, empty database for the same roles. */
  public static Endpoints freshDatabase() {
    return ask(true, EMPTY);
  }

  /** PostgreSQL alone with a new, empty database for the same roles. */
  public static Endpoints freshPostgresOnly() {
    return ask(false, EMPTY);
  }

  /** PostgreSQL alone with a copy of a database, to which nobody may be connected meanwhile. */
  public static Endpoints copyOf(Endpoints template) {
    String url = template.jdbcUrl();
    return ask(false, url.substring(url.lastIndexOf('/') + 1));
  }

  @SuppressWarnings("unchecked") // SharedServers.ask returns a map of strings.
  private static Endpoints ask(boolean withBroker, String template) {
    try {
      return endpoints(
          (Map<String, String>)
              sharedServers()
                  .getMethod("ask", boolean.class, String.class)
                  .invoke(null, withBroker, template));
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException("The shared test stack: " + cause.getMessage(), cause);
    }
  }

  private static Class<?> sharedServers() throws ClassNotFoundException {
    String name = SharedServers.class.getName();
    try {
      return Class.forName(name, true, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException notOnTheClassPath) {
      return Class.forName(name);
    }
  }

  private static Endpoints endpoints(Map<String, String> answer) {
    Map<Role, Credentials> credentials = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      credentials.put(
          role, new Credentials(role.login(), Objects.requireNonNull(answer.get(role.name()))));
    }
    return new Endpoints(
        Objects.requireNonNull(answer.get("jdbcUrl")),
        Objects.requireNonNull(answer.get("bootstrapServers")),
        credentials);
  }
}
