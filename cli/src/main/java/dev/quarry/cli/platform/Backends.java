package dev.quarry.cli.platform;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL and Kafka of a local platform. */
public interface Backends extends AutoCloseable {
  /** What the applications are told about them, as environment variables. */
  Map<String, String> environment();

  /** Why they no longer run, when one has ended by itself. */
  Optional<String> failure();

  @Override
  void close();

  /** Starts them on a home. */
  interface Starter {
    /**
     * @throws BackendsInUseException when another process holds them
     * @throws dev.quarry.cli.exit.CliException when they cannot be started
     */
    Backends start(Path home);
  }

  /** Another process holds the home; the message says which. */
  final class BackendsInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendsInUseException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
