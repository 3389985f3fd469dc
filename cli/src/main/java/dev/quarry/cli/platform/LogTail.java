package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The part of a log file that was written since it was opened here.
 *
 * @param from offset in bytes
 */
record LogTail(Path file, long from) {
  /** A log file larger than this, in bytes, is set aside as {@code .1}. */
  private static final long ROTATION_BYTES = 16L * 1024 * 1024;

  private static final int READ_BYTES = 64 * 1024;

  /** Makes its folder; sets a large one aside. */
  static LogTail open(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      long size = Files.exists(file) ? Files.size(file) : 0;
      if (size <= ROTATION_BYTES) {
        return new LogTail(file, size);
      }
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      return new LogTail(file, 0);
    } catch (IOException e) {
      throw CliException.noPlatform("The log " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Its last lines, indented. */
  String tail(int lines) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(from, log.length() - READ_BYTES);
      byte[] end = new byte[(int) (log.length() - start)];
      log.seek(start);
      log.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
      return last.isEmpty() ? "  (it wrote nothing)" : "  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "  (it cannot be read: " + e.getMessage() + ")";
    }
  }
}
