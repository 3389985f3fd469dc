package dev.quarry.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The temporary folders of shared test stacks, each named after the process that uses it. */
final class TestFolders {
  private static final String PREFIX = "quarry-test-stack-";

  private TestFolders() {}

  /** A new folder; those of killed test processes are removed on the way. */
  static Path make() {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      removeLeftOvers(parent);
      return Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void removeLeftOvers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!isInUse(folder)) {
          removeOne(folder);
        }
      }
    }
  }

  private static boolean isInUse(Path folder) {
    String pid = folder.getFileName().toString().substring(PREFIX.length()).split("-", 2)[0];
    return !pid.matches("\\d{1,18}")
        || ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void removeOne(Path folder) {
    try {
      new PostgresData(folder.resolve("postgres"))
          .stopOrphan(LocalStackConfig.DEFAULT_STOP_TIMEOUT);
      Folders.delete(folder);
    } catch (IOException | LocalStackException e) {
      // Another user's, or another process is removing it right now.
    }
  }
}
