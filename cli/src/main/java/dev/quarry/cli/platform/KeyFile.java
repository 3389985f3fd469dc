package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A first key of a local platform: made by it at its first start, kept in its home. */
public record KeyFile(Path path) {
  public static KeyFile in(Path home) {
    return new KeyFile(home.resolve("default.key"));
  }

  /** The operator's. */
  public static KeyFile ofOperator(Path home) {
    return new KeyFile(home.resolve("operator.key"));
  }

  public boolean exists() {
    return Files.isRegularFile(path);
  }

  public String read() {
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw CliException.noPlatform(
          "The key of the local platform cannot be read from %s (%s). Set QUARRY_KEY instead."
              .formatted(path, e.getMessage()),
          e);
    }
  }
}
