package dev.quarry.cli.e2e;

import dev.quarry.harness.PlatformProcesses;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ResearchScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.nio.file.Path;
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
    QuarryProgram.down(home);
  }

  @Test
  void walkIsAsItIsWritten() throws Exception {
    try (var model = ScriptedModelServer.start(DurabilityDT::research)) {
      WrittenCommands.of(PlatformProcesses.ROOT.resolve("docs/durability.md"))
          .run(
              QuarryProgram.COMMAND,
              work,
              Map.of(
                  "QUARRY_HOME", home.toString(),
                  "QUARRY_MODEL_URL", model.baseUrl().toString(),
                  "QUARRY_MODEL_NAME", "scripted-deepresearch"));
    }
  }
}
