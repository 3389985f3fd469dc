package dev.quarry.harness.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quarry.harness.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultAgentTest {
  private static final String VICTIM = Victim.class.getName();

  @TempDir Path folder;

  private Process start(String point, int steps) throws IOException {
    Files.writeString(folder.resolve("points"), point);
    Files.writeString(folder.resolve("clock"), "0");
    Path jar;
    try (var files = Files.list(Path.of("target"))) {
      jar = files.filter(f -> f.toString().endsWith("-fault-agent.jar")).findFirst().orElseThrow();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-javaagent:%s=%s,%s".formatted(jar, folder.resolve("points"), folder.resolve("clock")));
    command.add("-cp");
    command.add(Path.of("target/test-classes").toString());
    command.add(VICTIM);
    command.add(Integer.toString(steps));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }

  private String out() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void processEndsAtTheThirdExitAndTellsSo() throws Exception {
    // Given
    Arming arming = Arming.of("stepped", 3, Arming.Action.HALT);
    arming.arm(folder);

    // When
    Process process = start("stepped=%s#step@exit".formatted(VICTIM), 5);

    // Then
    assertThat(end(process)).isEqualTo(137);
    assertThat(out()).contains("step even 2").doesNotContain("step odd 3");
    assertThat(arming.fired(folder)).map(Arming.Fired::pid).contains(process.pid());
  }

  @Test
  void nothingHappensAtAnotherPointOrWhenNothingIsArmed() throws Exception {
    // Given
    Arming arming = Arming.of("another", 1, Arming.Action.HALT);
    arming.arm(folder);

    // When
    Process process = start("stepping=%s#step@entry".formatted(VICTIM), 2);

    // Then
    assertThat(end(process)).isZero();
    assertThat(out()).contains("step even 2");
    assertThat(arming.fired(folder)).isEmpty();
  }

  @Test
  void frozenProcessGoesOnWhenItIsLet() throws Exception {
    // Given
    Arming arming = Arming.of("stepping", 2, Arming.Action.FREEZE);
    arming.arm(folder);
    Process process = start("stepping=%s#step@entry".formatted(VICTIM), 3);
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (arming.fired(folder).isEmpty()) {
      assertThat(Instant.now()).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }

    // When
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(out()).contains("step odd 1").doesNotContain("step even 2");
    new ProcessBuilder("kill", "-CONT", Long.toString(process.pid())).start().waitFor();

    // Then
    assertThat(end(process)).isZero();
    assertThat(out()).contains("step odd 3");
  }

  @Test
  void pointThatIsNotThereEndsTheProcessAtOnce() throws Exception {
    // When / Then
    assertThat(end(start("gone=%s#walk@entry".formatted(VICTIM), 1)))
        .isEqualTo(FaultAgent.UNUSABLE);
    assertThat(out()).contains("the class has no such method").doesNotContain("step odd");
    assertThat(end(start("gone=%sX#step@entry".formatted(VICTIM), 1)))
        .isEqualTo(FaultAgent.UNUSABLE);
    assertThat(out()).contains("no such class").doesNotContain("step odd");
  }

  @Test
  void clocksAreOffByWhatTheFileSays() throws Exception {
    // Given
    long hour = Duration.ofHours(1).toMillis();
    Process process = start("stepped=%s#step@exit".formatted(VICTIM), 10);
    Path made = Files.writeString(folder.resolve("new"), Long.toString(-hour));

    // When
    Files.move(made, folder.resolve("clock"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);

    // Then
    assertThat(end(process)).isZero();
    String[] last =
        out().lines().filter(line -> line.startsWith("clocks")).toList().getLast().split(" ");
    long right = System.currentTimeMillis() - hour;
    for (int i = 1; i < last.length; i++) {
      assertThat(Long.parseLong(last[i])).isBetween(right - 60_000, right);
    }
  }

  @Test
  void textThatIsNoPointIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultPoint.parse("here=Victim.step"))
        .withMessageContaining("name=class#method@entry or @exit accepted");
    assertThat(FaultPoint.parse("here=a.B$C#step@exit").toString())
        .isEqualTo("here=a.B$C#step@exit");
  }
}
