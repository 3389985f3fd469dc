package dev.quarry.cli.shell;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * The log of this process: the broker runs in it and has much to say, none of it for a terminal.
 */
public final class StackLog {
  /** A log file larger than this, in bytes, is set aside as {@code .1} when it is opened. */
  private static final long ROTATION_BYTES = 16L * 1024 * 1024;

  /** Held here, because the JDK forgets the level of a logger that nobody holds. */
  private static final Logger OURS = Logger.getLogger("dev.quarry");

  private StackLog() {}

  /** Nothing to the terminal. */
  public static void silence() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
  }

  /** Into {@code cli.log} of a folder, once for the life of the process. */
  public static void into(Path folder) {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      if (handler instanceof FlushingHandler) {
        return;
      }
    }
    silence();
    try {
      Files.createDirectories(folder);
      root.setLevel(Level.WARNING);
      OURS.setLevel(Level.INFO);
      root.addHandler(new FlushingHandler(folder.resolve("cli.log")));
    } catch (IOException e) {
      throw CliException.badInput(
          "The folder %s cannot be written (%s). Choose another with --home or QUARRY_HOME."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Appends to a file, each record at once. */
  private static final class FlushingHandler extends StreamHandler {
    FlushingHandler(Path file) throws IOException {
      if (Files.exists(file) && Files.size(file) > ROTATION_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      setFormatter(new SimpleFormatter());
      setOutputStream(
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }
  }
}
