package dev.quarry.runner.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Brings a plugin's file into the work folder, under a name made from its digest. A file or folder
 * that is already there is used if it is whole and otherwise left alone: a runner may have it
 * loaded.
 */
final class PluginArchive {
  private static final int DIGEST_CHARS = 16;
  private static final int STEM_CHARS = 60;

  private final Path workFolder;
  private final ArchiveLimits limits;

  PluginArchive(Path workFolder, ArchiveLimits limits) {
    this.workFolder = workFolder;
    this.limits = limits;
  }

  /**
   * @return SHA-256 of the file in hexadecimal
   */
  String digest(Path file) throws IOException, PluginProblem {
    long size = Files.size(file);
    if (size > limits.bytes()) {
      throw new PluginProblem(
          "the file has %,d bytes; accepted are at most %,d".formatted(size, limits.bytes()));
    }
    MessageDigest sha256 = ManifestHash.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /**
   * @return a folder with the entries of the zip, or a copy of the jar
   */
  Path install(Path file, String digest) throws IOException, PluginProblem {
    Files.createDirectories(workFolder);
    String name = file.getFileName().toString();
    String suffix = name.endsWith(".jar") ? ".jar" : "";
    String stem = name.substring(0, name.lastIndexOf('.')).replaceAll("[^A-Za-z0-9._-]", "_");
    String base =
        stem.substring(0, Math.min(stem.length(), STEM_CHARS))
            + "-"
            + digest.substring(0, DIGEST_CHARS);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = checked(zip);
      for (int i = 1; ; i++) {
        Path target = workFolder.resolve(base + (i == 1 ? "" : "-" + i) + suffix);
        if (!Files.exists(target)) {
          return suffix.isEmpty() ? unpack(zip, entries, target) : copy(file, target);
        }
        boolean whole = suffix.isEmpty() ? whole(entries, target) : digest(target).equals(digest);
        if (whole) {
          return target;
        }
      }
    } catch (ZipException broken) {
      throw new PluginProblem(
          "the file is no readable zip (%s): build or copy it again"
              .formatted(broken.getMessage()));
    }
  }

  private List<? extends ZipEntry> checked(ZipFile zip) throws PluginProblem {
    if (zip.size() > limits.entries()) {
      throw new PluginProblem(
          "the zip has %,d entries; accepted are at most %,d"
              .formatted(zip.size(), limits.entries()));
    }
    List<? extends ZipEntry> entries = Collections.list(zip.entries());
    for (ZipEntry entry : entries) {
      inside(workFolder, entry);
    }
    return entries;
  }

  /** Refuses entries that lie outside of the folder they are unpacked into ("zip slip"). */
  private static Path inside(Path root, ZipEntry entry) throws PluginProblem {
    String name = entry.getName();
    Path base = root.toAbsolutePath().normalize();
    boolean odd = name.isEmpty() || name.startsWith("/") || name.indexOf('\\') >= 0;
    Path path = odd || name.indexOf('\0') >= 0 ? base : base.resolve(name).normalize();
    if (path.equals(base) || !path.startsWith(base)) {
      throw new PluginProblem(
          "the zip has the entry \"%s\", which lies outside of it: the file may be hostile"
              .formatted(name));
    }
    return path;
  }

  private Path unpack(ZipFile zip, List<? extends ZipEntry> entries, Path target)
      throws IOException, PluginProblem {
    Path fresh = Files.createDirectory(workFolder.resolve(".new-" + UUID.randomUUID()));
    try {
      long left = limits.bytes();
      for (ZipEntry entry : entries) {
        Path path = inside(fresh, entry);
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        try (InputStream in = zip.getInputStream(entry);
            OutputStream out =
                Files.newOutputStream(path, java.nio.file.StandardOpenOption.CREATE_NEW)) {
          left = copy(in, out, left);
        } catch (FileAlreadyExistsException twice) {
          throw new PluginProblem("the zip has the entry \"%s\" twice".formatted(entry.getName()));
        }
      }
      return moved(fresh, target);
    } finally {
      delete(fresh);
    }
  }

  private long copy(InputStream in, OutputStream out, long allowed)
      throws IOException, PluginProblem {
    byte[] buffer = new byte[16 * 1024];
    long left = allowed;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      left -= n;
      if (left < 0) {
        throw new PluginProblem(
            "the zip unpacks to more than %,d bytes, which is the most accepted"
                .formatted(limits.bytes()));
      }
      out.write(buffer, 0, n);
    }
    return left;
  }

  private Path copy(Path jar, Path target) throws IOException {
    Path fresh = workFolder.resolve(".new-" + UUID.randomUUID());
    try {
      Files.copy(jar, fresh);
      return moved(fresh, target);
    } finally {
      delete(fresh);
    }
  }

  /** Another runner may be doing the same: whoever comes second uses what the first one left. */
  private static Path moved(Path fresh, Path target) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException taken) {
      if (!Files.exists(target)) {
        throw taken;
      }
    }
    return target;
  }

  private static boolean whole(List<? extends ZipEntry> entries, Path folder)
      throws IOException, PluginProblem {
    long files = 0;
    for (ZipEntry entry : entries) {
      Path path = inside(folder, entry);
      if (entry.isDirectory()) {
        continue;
      }
      files++;
      if (!Files.isRegularFile(path)
          || Files.size(path) != entry.getSize()
          || crc(path) != entry.getCrc()) {
        return false;
      }
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count() == files;
    }
  }

  private static long crc(Path file) throws IOException {
    try (var in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.getChecksum().getValue();
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
