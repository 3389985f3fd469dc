package dev.quarry.cli.ask;

import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A folder to be asked about.
 *
 * @param path absolute, symbolic links resolved
 * @param name of its corpus: the same for the same path, other for another
 */
public record CorpusFolder(Path path, String name) {
  private static final int LONGEST_SLUG = 40;
  private static final int HASH_BYTES = 4;

  /**
   * Checks a folder before anything is started.
   *
   * @throws CliException when it is missing, no folder, unreadable or empty
   */
  public static CorpusFolder check(String typed, Shell shell) {
    Path path = shell.path(typed);
    if (!Files.exists(path)) {
      throw CliException.badInput("The corpus folder " + path + " does not exist.");
    }
    if (!Files.isDirectory(path)) {
      throw CliException.badInput("The corpus " + path + " is a file; accepted is a folder.");
    }
    if (!Files.isReadable(path) || !Files.isExecutable(path)) {
      throw CliException.badInput("The corpus folder " + path + " cannot be read by this user.");
    }
    try {
      FirstFile first = new FirstFile();
      Files.walkFileTree(path, first);
      if (!first.found) {
        throw CliException.badInput(
            "The corpus folder " + path + " is empty: there is no file in it.");
      }
      Path real = path.toRealPath();
      return new CorpusFolder(real, nameOf(real));
    } catch (IOException e) {
      throw CliException.badInput(
          "The corpus folder " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The last part of the path in small letters and a hash of the whole, such as {@code
   * docs-1f2e3d4c}.
   */
  static String nameOf(Path path) {
    String last = path.getFileName() == null ? "root" : path.getFileName().toString();
    String slug =
        last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String shorter = slug.substring(0, Math.min(slug.length(), LONGEST_SLUG)).replaceAll("-$", "");
    return (shorter.isEmpty() ? "folder" : shorter) + "-" + hash(path.toString());
  }

  private static String hash(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Stops at the first file; folders that cannot be read are passed over. */
  private static final class FirstFile extends SimpleFileVisitor<Path> {
    private boolean found;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      found = attributes.isRegularFile() || attributes.isSymbolicLink();
      return found ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
