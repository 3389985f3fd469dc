package dev.quarry.cli;

import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.platform.Backends;
import dev.quarry.cli.shell.StackLog;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.LocalStack;
import dev.quarry.localstack.LocalStackConfig;
import dev.quarry.localstack.LocalStackException;
import dev.quarry.localstack.Role;
import dev.quarry.localstack.StackInUseException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The real backends: PostgreSQL and Kafka of the module local-stack. */
final class LocalBackends implements Backends {
  private final LocalStack stack;

  private LocalBackends(LocalStack stack) {
    this.stack = stack;
  }

  @Override
  public Map<String, String> environment() {
    Endpoints endpoints = stack.endpoints();
    return Map.of(
        "QUARRY_DB_URL", endpoints.jdbcUrl(),
        "QUARRY_DB_OWNER_PASSWORD", endpoints.of(Role.OWNER).password(),
        "QUARRY_DB_API_PASSWORD", endpoints.of(Role.API).password(),
        "QUARRY_DB_RUNNER_PASSWORD", endpoints.of(Role.RUNNER).password(),
        "QUARRY_DB_JOURNAL_PASSWORD", endpoints.of(Role.JOURNAL).password(),
        "QUARRY_DB_SCHEDULER_PASSWORD", endpoints.of(Role.SCHEDULER).password(),
        "KAFKA_BOOTSTRAP_SERVERS", endpoints.bootstrapServers());
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(stack.failure().getNow(null));
  }

  @Override
  public void close() {
    stack.close();
  }

  /** Starts them on a home; they are closed by their owner, in its order. */
  static final class Starter implements Backends.Starter {
    @Override
    public Backends start(Path home) {
      StackLog.into(home.resolve("logs"));
      try {
        return new LocalBackends(LocalStack.start(LocalStackConfig.of(home).closeOnExit(false)));
      } catch (StackInUseException e) {
        throw new BackendsInUseException(String.valueOf(e.getMessage()), e);
      } catch (LocalStackException | IllegalArgumentException e) {
        throw CliException.noPlatform(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
