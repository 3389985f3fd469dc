package dev.quarry.cli.platform;

import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the two applications are told through their environment: that of this process, where the
 * backends are, ports and folders. What the user has set for roots and plugins stays.
 */
final class AppEnvironment {
  private final Shell shell;
  private final CliLimits limits;
  private final Path home;

  AppEnvironment(Shell shell, CliLimits limits, Path home) {
    this.shell = shell;
    this.limits = limits;
    this.home = home;
  }

  /** For both applications. */
  Map<String, String> with(Backends backends, int apiPort, int runnerPort) {
    Map<String, String> env = new HashMap<>(shell.env());
    // Those are for clients of the platform, not for its parts.
    env.remove("QUARRY_KEY");
    env.remove("QUARRY_OPERATOR_KEY");
    env.remove("QUARRY_URL");
    env.putAll(backends.environment());
    env.put("QUARRY_API_PORT", Integer.toString(apiPort));
    env.put("QUARRY_API_BOOTSTRAP_KEY_FILE", KeyFile.in(home).path().toString());
    env.put("QUARRY_API_BOOTSTRAP_OPERATOR_KEY_FILE", KeyFile.ofOperator(home).path().toString());
    if (!env.containsKey("QUARRY_KEK_FILE")) {
      env.put("QUARRY_KEK_FILE", KekFile.in(home).ensure().toString());
    }
    // On one's own machine: any folder that one can read.
    env.putIfAbsent("QUARRY_API_CORPORA_ROOTS", "/");
    env.put("QUARRY_RUNNER_PORT", Integer.toString(runnerPort));
    env.putIfAbsent("QUARRY_RUNNER_PLUGINS", plugins());
    env.put("QUARRY_RUNNER_DATA", home.resolve("runner").toString());
    // Shorter than the time after which this process ends it by force.
    env.putIfAbsent("QUARRY_RUNNER_DRAIN", Math.max(1, limits.stop().toSeconds() * 3 / 4) + "s");
    env.put("QUARRY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
    return env;
  }

  /** The shipped plugins, and the folder into which the user drops others; a comma list. */
  private String plugins() {
    TreeSet<String> places = new TreeSet<>();
    Path own = home.resolve("plugins");
    try {
      Files.createDirectories(own);
      places.add(own.toString());
      try (DirectoryStream<Path> modules =
          Files.newDirectoryStream(shell.root().resolve("plugins"))) {
        for (Path module : modules) {
          zipsOf(module.resolve("target"), places);
        }
      }
    } catch (IOException e) {
      // Without plugins the runner still starts, and its list of toolsets tells that there is none.
      shell.err().println("The plugins cannot be listed: " + e.getMessage());
    }
    return String.join(",", places);
  }

  private static void zipsOf(Path target, TreeSet<String> places) {
    File[] zips = target.toFile().listFiles((folder, name) -> name.endsWith(".zip"));
    if (zips != null) {
      for (File zip : zips) {
        places.add(zip.getPath());
      }
    }
  }
}
