package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key by which a local platform encrypts the secrets of its tenants: made once, kept in its
 * home. Without it they cannot be read any more.
 */
record KekFile(Path path) {
  private static final int BYTES = 32;

  static KekFile in(Path home) {
    return new KekFile(home.resolve("secrets.kek"));
  }

  /** Makes it where it is missing, readable by this user only. */
  Path ensure() {
    if (Files.isRegularFile(path)) {
      return path;
    }
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    try {
      Path fresh =
          Files.createTempFile(
              path.getParent(),
              ".kek",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          fresh, Base64.getEncoder().encodeToString(key) + "\n", StandardCharsets.US_ASCII);
      return Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CliException.noPlatform(
          "The key for secrets cannot be written to %s (%s).".formatted(path, e.getMessage()), e);
    }
  }
}
