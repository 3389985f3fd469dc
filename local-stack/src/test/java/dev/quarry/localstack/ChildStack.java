package dev.quarry.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that runs {@link LocalStackMain}. */
record ChildStack(Process process) implements AutoCloseable {
  static ChildStack start(Path home, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LocalStackMain.class.getName());
    command.addAll(List.of("--home", home.toString(), "--postgres-port", "0", "--kafka-port", "0"));
    command.addAll(List.of(more));
    return new ChildStack(
        new ProcessBuilder(command)
            .redirectError(home.resolveSibling("child.err").toFile())
            .start());
  }

  /** The line of JSON, or null when the process ended without one. */
  String firstLine() throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  /** Processes whose command line names the folder, other than the child JVM itself. */
  List<ProcessHandle> serversOf(Path home) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != process.pid())
        .filter(each -> each.info().commandLine().orElse("").contains(home.toString()))
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
