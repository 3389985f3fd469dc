package dev.quarry.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of a stack and what lies where in it. */
record StackHome(Path root) {
  /** A log file larger than this, in bytes, is set aside as {@code .1} at the next start. */
  static final long LOG_ROTATION_BYTES = 16L * 1024 * 1024;

  /** Makes the folder, readable by its owner only, and resolves symbolic links. */
  static StackHome open(Path root) {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      StackHome home = new StackHome(root.toRealPath());
      Files.createDirectories(home.logs());
      Files.createDirectories(home.kafka());
      return home;
    } catch (IOException e) {
      throw new LocalStackException(
          "The folder " + root + " cannot be used for the local stack: " + e, e);
    }
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path credentials() {
    return root.resolve("credentials.properties");
  }

  Path lock() {
    return root.resolve("stack.lock");
  }

  /** A log file to append to, after setting aside a large one. */
  LogFile log(String name) {
    Path file = logs().resolve(name);
    try {
      if (Files.exists(file) && Files.size(file) > LOG_ROTATION_BYTES) {
        Files.move(file, logs().resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
      return LogFile.at(file);
    } catch (IOException e) {
      throw new LocalStackException("The log file " + file + " cannot be written: " + e, e);
    }
  }
}
