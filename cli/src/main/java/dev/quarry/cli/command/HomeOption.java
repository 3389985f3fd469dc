package dev.quarry.cli.command;

import dev.quarry.cli.shell.Shell;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --home}. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder of the local platform's data. Default: $QUARRY_HOME, else ~/.quarry.")
  @Nullable String home;

  Path of(Shell shell) {
    return home == null ? shell.home().toAbsolutePath() : shell.path(home);
  }
}
