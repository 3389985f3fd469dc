package dev.quarry.cli.e2e;

import dev.quarry.harness.PlatformProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as it was built, for pages that are walked through. */
final class QuarryProgram {
  static final List<String> COMMAND =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-Dquarry.root=" + PlatformProcesses.ROOT,
          "-cp",
          PlatformProcesses.ROOT.resolve("cli/target/cli.jar")
              + ":"
              + PlatformProcesses.ROOT.resolve("cli/target/lib/*"),
          "dev.quarry.cli.QuarryCli");

  private QuarryProgram() {}

  /** Stops what a page may have left running. */
  static void down(Path home) throws IOException, InterruptedException {
    var command = new ArrayList<>(COMMAND);
    command.addAll(List.of("down", "--home", home.toString()));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor(1, TimeUnit.MINUTES);
  }
}
