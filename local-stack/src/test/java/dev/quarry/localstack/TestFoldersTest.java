package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestFoldersTest {
  @TempDir Path temporary;

  @Test
  void onlyFoldersOfEndedProcessesAreRemoved() throws Exception {
    // Given
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = folder(ended.pid());
    Path used = folder(ProcessHandle.current().pid());
    Path other = Files.createDirectory(temporary.resolve("quarry-test-stack-notes"));

    // When
    TestFolders.removeLeftOvers(temporary);

    // Then
    assertThat(left).doesNotExist();
    assertThat(used).exists();
    assertThat(other).exists();
  }

  private Path folder(long pid) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("quarry-test-stack-" + pid + "-x"));
    Files.writeString(folder.resolve("file"), "content");
    return folder;
  }
}
