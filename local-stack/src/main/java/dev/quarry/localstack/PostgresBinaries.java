package dev.quarry.localstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL server's program files, unpacked from the class path into a cache that all stacks
 * of a user share.
 *
 * @param root folder with {@code bin/}, {@code lib/} and {@code share/}
 * @param version for instance {@code 18.6.0}
 */
record PostgresBinaries(Path root, String version) {
  private static final int EXECUTABLE_BITS = 0111;

  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }

  /** The major version, which must be the one that made a data folder. */
  String major() {
    return version.substring(0, version.indexOf('.'));
  }

  /**
   * Finds them in the cache or unpacks them there. Several processes may do so at once: each
   * unpacks beside the target and the first to rename wins.
   */
  static PostgresBinaries unpacked(Path cache) {
    String platform = platform();
    String version = bundledVersion();
    PostgresBinaries binaries =
        new PostgresBinaries(cache.resolve("postgresql-" + version + "-" + platform), version);
    if (Files.isExecutable(binaries.program("postgres"))) {
      return binaries;
    }
    URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new LocalStackException(
          "No PostgreSQL server for the platform "
              + platform
              + " came with this build. Linux and macOS on x86-64 and ARM64 are supported; build on"
              + " the machine that runs it.");
    }
    try {
      Files.createDirectories(cache);
      Path made = Files.createTempDirectory(cache, "unpacking-");
      try {
        unpack(archive, made);
        moveIntoPlace(made, binaries);
      } finally {
        Folders.delete(made);
      }
      return binaries;
    } catch (IOException e) {
      throw new LocalStackException(
          "The PostgreSQL server could not be unpacked into " + cache + ": " + e, e);
    }
  }

  private static void moveIntoPlace(Path made, PostgresBinaries target) throws IOException {
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (Files.exists(target.root()) && !Files.isExecutable(target.program("postgres"))) {
      Folders.delete(target.root());
    }
    try {
      Files.move(made, target.root(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isExecutable(target.program("postgres"))) {
        throw e;
      }
      // Another process was quicker; its files are the same.
    }
  }

  private static void unpack(URL archive, Path target) throws IOException {
    try (InputStream packed = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (@Nullable TarArchiveEntry entry = tar.getNextEntry();
          entry != null;
          entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        write(tar, entry, file);
      }
    }
  }

  private static void write(InputStream content, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, file);
      boolean executable = (entry.getMode() & EXECUTABLE_BITS) != 0;
      Files.setPosixFilePermissions(
          file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  static String bundledVersion() {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            PostgresBinaries.class.getResourceAsStream("postgresql.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new LocalStackException("postgresql.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }

  /** System and architecture as the archives are named, for instance {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "darwin" : os.replaceAll("[^a-z0-9]", "");
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        };
    String libc = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
    return system + "-" + processor + libc;
  }
}
