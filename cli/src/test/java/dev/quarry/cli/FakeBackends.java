package dev.quarry.cli;

import dev.quarry.cli.platform.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** Backends that only write down when they start and stop, into {@code events.txt} of the home. */
final class FakeBackends implements Backends.Starter {
  @Override
  public Backends start(Path home) {
    note(home, "backends started");
    return new Backends() {
      @Override
      public Map<String, String> environment() {
        return Map.of("QUARRY_DB_URL", "jdbc:fake", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
      }

      @Override
      public Optional<String> failure() {
        return Optional.empty();
      }

      @Override
      public void close() {
        note(home, "backends stopped");
      }
    };
  }

  static void note(Path home, String line) {
    try {
      Files.writeString(
          home.resolve("events.txt"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
