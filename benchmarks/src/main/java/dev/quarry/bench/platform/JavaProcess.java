package dev.quarry.bench.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A class of this module as a process of its own; it ends when its standard input does. */
public final class JavaProcess implements AutoCloseable {
  private final Process process;
  private final String firstLine;

  private JavaProcess(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  /**
   * Starts it and waits for its first line.
   *
   * @param environment beside this process' own
   * @param log takes its error output
   */
  public static JavaProcess start(
      Class<?> main,
      List<String> jvmOptions,
      Map<String, String> environment,
      List<String> arguments,
      Path log)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // First, because what the system tells of a command line ends after a page.
    command.add("-Dbenchmark=" + main.getSimpleName());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    // Not closed: the process stays, and ends with the pipe.
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    if (first == null) {
      process.destroyForcibly();
      throw new IOException(main.getSimpleName() + " did not start; see " + log);
    }
    return new JavaProcess(process, first);
  }

  /** What such a process does once it serves: it stays until its standard input ends. */
  public static void stay() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said; the end is what matters.
    }
    Runtime.getRuntime().halt(0);
  }

  public String firstLine() {
    return firstLine;
  }

  public long pid() {
    return process.pid();
  }

  /** Writes one byte to its standard input. */
  public void say(int what) throws IOException {
    process.getOutputStream().write(what);
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
