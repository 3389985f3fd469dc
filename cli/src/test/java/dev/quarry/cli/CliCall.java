package dev.quarry.cli;

import dev.quarry.cli.platform.Backends;
import dev.quarry.cli.shell.Shell;
import dev.quarry.cli.shell.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One call of the program in this JVM, with an environment of its own. */
final class CliCall {
  private final Map<String, String> env = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TerminalSize terminal = TerminalSize.none();
  private InputStream input = InputStream.nullInputStream();
  private Path root = Path.of("/nowhere");
  private Backends.Starter starter =
      home -> {
        throw new AssertionError("no backends are to be started in this test");
      };

  /** A home of its own: never that of the person who builds. */
  CliCall(Path home) {
    env.put("QUARRY_HOME", home.toString());
    env.put("QUARRY_CLI_ATTEMPTS", "3");
  }

  CliCall env(Map<String, String> more) {
    env.putAll(more);
    return this;
  }

  CliCall env(String name, String value) {
    env.put(name, value);
    return this;
  }

  CliCall terminal(boolean toOut, boolean toErr) {
    terminal = new TerminalSize(terminal.in(), toOut, toErr, 100);
    return this;
  }

  /** What comes from a file or a pipe. */
  CliCall input(String text) {
    input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** What a person at a terminal types. */
  CliCall typed(InputStream keys) {
    input = keys;
    terminal = new TerminalSize(true, terminal.out(), true, 100);
    return this;
  }

  CliCall typed(String lines) {
    return typed(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
  }

  CliCall root(Path folder) {
    root = folder;
    return this;
  }

  CliCall backends(Backends.Starter other) {
    starter = other;
    return this;
  }

  int run(String... args) {
    Shell shell =
        new Shell(
            env,
            input,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            Path.of(""),
            root);
    return new QuarryCli(shell, starter, FakeCli.class.getName()).run(args);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
