package dev.quarry.cli.e2e;

import dev.quarry.harness.PlatformProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through the promises to teams that share an installation, as {@code docs/sharing.md} has
 * it.
 */
class SharingDT {
  @TempDir Path home;
  @TempDir Path work;

  @AfterEach
  void down() throws Exception {
    QuarryProgram.down(home);
  }

  @Test
  void walkIsAsItIsWritten() throws Exception {
    // The folder of the checkout, as far as the page needs it.
    Files.createSymbolicLink(
        work.resolve("local-stack"), PlatformProcesses.ROOT.resolve("local-stack"));

    WrittenCommands.of(PlatformProcesses.ROOT.resolve("docs/sharing.md"))
        .run(QuarryProgram.COMMAND, work, Map.of("QUARRY_HOME", home.toString()));
  }
}
