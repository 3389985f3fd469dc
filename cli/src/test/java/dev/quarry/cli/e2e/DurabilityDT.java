package dev.quarry.cli.e2e;

import dev.quarry.harness.PlatformProcesses;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ResearchScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through the promises about a job that is under way, as {@code docs/durability.md} has
 * it.
 */
class DurabilityDT {
  private static final int SEARCHES = 12;
  private static final List<String> QUARRY =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-Dquarry.root=" + PlatformProcesses.ROOT,
          "-cp",
          PlatformProcesses.ROOT.resolve("cli/target/cli.jar")
              + ":"
              + PlatformProcesses.ROOT.resolve("cli/target/lib/*"),
          "dev.quarry.cli.QuarryCli");

  @TempDir Path home;
  @TempDir Path work;

  /** Searches for towers, or for lenses once it is told to, then answers. */
  private static ScriptedReply research(RecordedRequest request) {
    try {
      TimeUnit.MILLISECONDS.sleep(400);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long done = request.assistantMessages();
    boolean told = request.contents().stream().anyMatch(c -> c.contains("their lenses"));
    return done < SEARCHES
        ? ResearchScript.search((told ? "lenses " : "towers ") + done)
        : ResearchScript.answer("Enough was searched.");
  }

  @AfterEach
  void down() throws Exception {
    var command = new java.util.ArrayList<>(QUARRY);
    command.addAll(List.of("down", "--home", home.toString()));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor(1, TimeUnit.MINUTES);
  }

  @Test
  void walkIsAsItIsWritten() throws Exception {
    try (var model = ScriptedModelServer.start(DurabilityDT::research)) {
      WrittenCommands.of(PlatformProcesses.ROOT.resolve("docs/durability.md"))
          .run(
              QUARRY,
              work,
              Map.of(
                  "QUARRY_HOME", home.toString(),
                  "QUARRY_MODEL_URL", model.baseUrl().toString(),
                  "QUARRY_MODEL_NAME", "scripted-deepresearch"));
    }
  }
}
