package dev.quarry.cli.shell;

import dev.quarry.cli.exit.CliException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The process that a command is started in.
 *
 * @param env environment variables
 * @param in standard input
 * @param out standard output: reports, lists and JSON, nothing else
 * @param err standard error: progress, notes and errors
 * @param terminal what of these is a terminal
 * @param directory that relative paths are resolved against
 * @param root folder of the installation
 */
public record Shell(
    Map<String, String> env,
    InputStream in,
    PrintStream out,
    PrintStream err,
    TerminalSize terminal,
    Path directory,
    Path root) {
  private static final int BUFFER_BYTES = 1 << 16;

  public Shell {
    env = Map.copyOf(env);
    directory = directory.toAbsolutePath().normalize();
  }

  /** The process this really is. Both streams are UTF-8 whatever the locale. */
  public static Shell system() {
    return new Shell(
        System.getenv(),
        System.in,
        new PrintStream(
            new java.io.BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        TerminalSize.detect(),
        Path.of(""),
        InstallRoot.find());
  }

  /** The value of an environment variable; a blank one counts as none. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(env.get(name)).filter(v -> !v.isBlank());
  }

  /** The folder of the local platform's data: {@code QUARRY_HOME}, else {@code ~/.quarry}. */
  public Path home() {
    return variable("QUARRY_HOME")
        .map(this::path)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".quarry"));
  }

  /** A path as it was typed: relative to the working directory, {@code ~} for the user's folder. */
  public Path path(String typed) {
    try {
      if (typed.equals("~") || typed.startsWith("~/")) {
        return Path.of(System.getProperty("user.home") + typed.substring(1)).normalize();
      }
      return directory.resolve(typed).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      throw CliException.badInput("\"" + typed + "\" is not a path: " + e.getReason() + ".", e);
    }
  }

  /**
   * Whether colours and a rewritten line are wanted: neither {@code NO_COLOR} nor a dumb terminal.
   */
  public boolean styled() {
    return variable("NO_COLOR").isEmpty() && !"dumb".equals(env.get("TERM"));
  }

  /** Whether there is a person who can be asked something. */
  public boolean interactive() {
    return terminal.in() && terminal.err();
  }

  /** Whether stack traces are wanted. */
  public boolean debug() {
    return "1".equals(env.get("QUARRY_DEBUG"));
  }
}
