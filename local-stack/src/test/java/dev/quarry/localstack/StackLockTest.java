package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackLockTest {
  @TempDir Path folder;

  @Test
  void fileSaysWhoHoldsIt() throws Exception {
    // Given
    StackHome home = StackHome.open(folder);

    // When
    try (StackLock lock = StackLock.take(home)) {
      lock.ports(15432, "127.0.0.1:19092");

      // Then
      assertThat(Files.readString(home.lock()))
          .contains("pid=" + ProcessHandle.current().pid())
          .contains("since=")
          .contains("command=")
          .contains("postgres=127.0.0.1:15432")
          .contains("kafka=127.0.0.1:19092");
    }
  }

  @Test
  void secondTakeInTheSameProcessIsRefusedAndTheFirstOneStands() throws Exception {
    // Given
    StackHome home = StackHome.open(folder);
    try (StackLock lock = StackLock.take(home)) {
      lock.ports(1, "");

      // When, then
      assertThatExceptionOfType(StackInUseException.class)
          .isThrownBy(() -> StackLock.take(home))
          .withMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(otherProcessTakes(home.root())).startsWith("refused");
    }
  }

  @Test
  void anotherProcessIsToldWhoHoldsItAndHowToStopIt() throws Exception {
    // Given
    StackHome home = StackHome.open(folder);
    try (StackLock lock = StackLock.take(home)) {
      lock.ports(15432, "127.0.0.1:19092");

      // When
      String answer = otherProcessTakes(home.root());

      // Then
      long pid = ProcessHandle.current().pid();
      assertThat(answer)
          .startsWith(
              "refused The folder " + home.root() + " is in use by process " + pid + " since ")
          .contains("postgres at 127.0.0.1:15432, kafka at 127.0.0.1:19092")
          .contains("Stop it with \"kill " + pid + "\"");
    }
  }

  @Test
  void closedLockCanBeTakenAgain() throws Exception {
    // Given
    StackHome home = StackHome.open(folder);
    StackLock.take(home).close();

    // When
    String answer = otherProcessTakes(home.root());

    // Then
    assertThat(answer).isEqualTo("taken");
    StackLock.take(home).close();
  }

  private static String otherProcessTakes(Path home) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Taker.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String answer = out.readLine();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return answer;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Run as a process of its own: tries to take the lock and says how it went. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] args) {
      try (StackLock lock = StackLock.take(StackHome.open(Path.of(args[0])))) {
        System.out.println("taken");
      } catch (StackInUseException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }
}
