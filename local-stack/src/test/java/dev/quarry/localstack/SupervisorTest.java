package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void serverThatEndsByItselfEndsTheSupervisor() throws Exception {
    // Given
    LogFile log = LogFile.at(folder.resolve("log"));

    // When
    Supervisor supervisor = Supervisor.start(List.of("sh", "-c", "echo bye; exit 7"), log, 1);

    // Then
    assertThat(ChildProcess.awaitEnd(supervisor.handle(), SOON)).isTrue();
    assertThat(log.written()).contains("bye");
  }

  @Test
  void closedPipeEndsEvenAServerThatFollowsNoPoliteSignal() throws Exception {
    // Given
    LogFile log = LogFile.at(folder.resolve("log"));
    List<String> stubborn = List.of("sh", "-c", "trap '' INT QUIT; exec sleep 60");
    Supervisor supervisor = Supervisor.start(stubborn, log, 1);

    // When
    boolean stopped = supervisor.stop(SOON);

    // Then
    assertThat(stopped).isTrue();
  }
}
