package dev.quarry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.harness.PlatformProcesses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job as its user does it: the command line, the whole platform, the built-in model. */
class AskE2E {
  private static final String QUESTION =
      "In which city was the resident engineer of Bell Rock Lighthouse born?";

  @TempDir static Path home;

  private record Done(int code, String out, String err) {}

  private static Done quarry(String... args) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PlatformProcesses.ROOT.resolve("cli/target/cli.jar")
                    + ":"
                    + PlatformProcesses.ROOT.resolve("cli/target/lib/*"),
                "dev.quarry.cli.QuarryCli"));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.startsWith("QUARRY_"));
    builder.environment().put("QUARRY_HOME", home.toString());
    Path err = home.resolve("last-stderr.txt");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Done(process.exitValue(), out, java.nio.file.Files.readString(err));
  }

  @BeforeAll
  static void up() throws Exception {
    Done up = quarry("up", "--detach");
    assertThat(up.code()).as(up.err()).isZero();
  }

  @AfterAll
  static void down() throws Exception {
    assertThat(quarry("down").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"react", "iter-research"})
  void twoHopQuestionIsAnsweredWithVerifiedCitations(String mode) throws Exception {
    Done asked = quarry("ask", "--json", "--mode", mode, QUESTION);

    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(asked.out().lines()).hasSize(1);
    JsonNode answer = PlatformProcesses.JSON.readTree(asked.out());
    assertThat(answer.path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(answer.path("mode").asText()).isEqualTo(mode);
    assertThat(answer.path("report").asText()).contains("Glasgow");
    assertThat(answer.path("citations")).isNotEmpty();
    answer
        .path("citations")
        .forEach(c -> assertThat(c.path("verified").asBoolean()).as(c.toString()).isTrue());
  }

  @Test
  void questionThatTheSourcesDoNotAnswerIsSaidToBeSo() throws Exception {
    Done asked = quarry("ask", "--json", "Who won the football world cup of 1998?");

    assertThat(PlatformProcesses.JSON.readTree(asked.out()).path("report").asText())
        .containsIgnoringCase("not found in the sources");
  }

  @Test
  void badInputIsNamed() throws Exception {
    assertThat(quarry("ask", "--mode", "telepathy", "q"))
        .returns(3, Done::code)
        .satisfies(d -> assertThat(d.err()).contains("telepathy", "iter-research"));
    assertThat(quarry("ask", "")).returns(3, Done::code);
    assertThat(quarry("ask", "--corpus", home.resolve("nothing").toString(), "q"))
        .returns(3, Done::code);
    assertThat(quarry("ask", "--model", "gpt-17", "q"))
        .returns(3, Done::code)
        .satisfies(d -> assertThat(d.err()).contains("gpt-17", "extractive"));
  }
}
