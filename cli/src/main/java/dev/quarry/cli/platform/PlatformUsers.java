package dev.quarry.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Who uses a local platform that another process started for its own question: one file for each
 * process, named by its id. The owner waits for them before it stops. Order matters: a user writes
 * its file before it looks for the platform, the owner hides the platform before it looks for
 * users.
 */
final class PlatformUsers implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final Path folder;
  private final Path own;

  private PlatformUsers(Path home) {
    this.folder = home.resolve("users");
    this.own = folder.resolve(Long.toString(ProcessHandle.current().pid()));
  }

  /** Counts this process among the users of a home. */
  static PlatformUsers join(Path home) {
    PlatformUsers users = new PlatformUsers(home);
    try {
      Files.createDirectories(users.folder);
      Files.writeString(users.own, "");
    } catch (IOException e) {
      // Where nothing can be written, no platform can be kept for this process; a start tells so.
      users.close();
    }
    return users;
  }

  /** Waits until no other process is left; an interrupt ends the wait. */
  void awaitOthers(Consumer<String> phase) {
    try {
      for (Optional<Long> other = other(); other.isPresent(); other = other()) {
        phase.accept("process " + other.get() + " still uses this local platform; waiting for it");
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Long> other() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.equals(own)).flatMap(PlatformUsers::alive).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Stream<Long> alive(Path file) {
    try {
      long pid = Long.parseLong(file.getFileName().toString());
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
        return Stream.of(pid);
      }
      Files.deleteIfExists(file);
    } catch (NumberFormatException | IOException e) {
      // Not a user, or a file of one that has just gone.
    }
    return Stream.empty();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(own);
    } catch (IOException e) {
      // The file counts only while its process lives.
    }
  }
}
