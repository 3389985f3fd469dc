package dev.quarry.cli.shell;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The log of this process: the broker runs in it and has much to say, none of it for a terminal.
 */
public final class StackLog {
  private static final int FILE_BYTES = 16 * 1024 * 1024;
  private static final int FILES = 2;

  private StackLog() {}

  /** Nothing to the terminal. */
  public static void silence() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
  }

  /** Into {@code cli.log} of a folder. */
  public static void into(Path folder) {
    silence();
    try {
      Files.createDirectories(folder);
      FileHandler file =
          new FileHandler(folder.resolve("cli.log").toString(), FILE_BYTES, FILES, true);
      file.setFormatter(new SimpleFormatter());
      file.setLevel(Level.INFO);
      LogManager.getLogManager().getLogger("").addHandler(file);
    } catch (IOException e) {
      throw CliException.badInput(
          "The folder %s cannot be written (%s). Choose another with --home or QUARRY_HOME."
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
