package dev.quarry.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A log file of a child process, with the place where the present start begins. */
record LogFile(Path path, long begin) {
  private static final int TAIL_LINES = 6;
  private static final int MOST_TAIL_BYTES = 64 * 1024;

  static LogFile at(Path path) throws IOException {
    return new LogFile(path, Files.exists(path) ? Files.size(path) : 0);
  }

  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(path.toFile());
  }

  /** What was written since the start, at most 64 KiB of its end. */
  String written() {
    try (var channel = Files.newByteChannel(path)) {
      long from = Math.max(begin, channel.size() - MOST_TAIL_BYTES);
      channel.position(from);
      var bytes = java.nio.ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until the file's end as it was when asked.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The last lines and where the rest is, for an error message. */
  String tail() {
    List<String> lines = written().lines().filter(line -> !line.isBlank()).toList();
    String last =
        String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    return (last.isEmpty() ? "" : "\n  " + last) + "\nLog file: " + path;
  }
}
