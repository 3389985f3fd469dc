package dev.quarry.cli.command;

import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.platform.Backends;
import dev.quarry.cli.platform.DetachedPlatform;
import dev.quarry.cli.platform.PlatformFinder;
import dev.quarry.cli.platform.PlatformOpener;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.nio.file.Path;

/**
 * What the commands share.
 *
 * @param starter of the backends of a local platform
 * @param mainClass of this program, for a process of its own
 */
public record Session(Shell shell, Backends.Starter starter, String mainClass) {
  CliLimits limits() {
    return CliLimits.of(shell);
  }

  /** The platform that answers; there has to be one. */
  PlatformClient platform() {
    return finder(shell.home()).require();
  }

  /** The same for what is the operator's. */
  PlatformClient operator() {
    return finder(shell.home()).requireOperator();
  }

  PlatformFinder finder(Path home) {
    return new PlatformFinder(shell, limits(), home);
  }

  DetachedPlatform detached() {
    return new DetachedPlatform(shell, limits(), mainClass);
  }

  PlatformOpener opener(Path home) {
    return new PlatformOpener(shell, limits(), home, starter, detached());
  }
}
