package dev.quarry.cli.shell;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;

/** The folder of the installation, the one that holds {@code cli/}. */
final class InstallRoot {
  private InstallRoot() {}

  /**
   * System property {@code quarry.root}, else three folders above {@code cli/target/cli.jar} or
   * {@code cli/target/classes}, wherever the command was started from.
   */
  static Path find() {
    String given = System.getProperty("quarry.root");
    if (given != null && !given.isBlank()) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    CodeSource source = InstallRoot.class.getProtectionDomain().getCodeSource();
    try {
      Path root = Path.of(source.getLocation().toURI());
      for (int level = 0; level < 3; level++) {
        Path above = root.getParent();
        root = above == null ? root : above;
      }
      return root;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of the program is no path", e);
    }
  }
}
