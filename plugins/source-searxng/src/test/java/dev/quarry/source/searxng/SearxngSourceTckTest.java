package dev.quarry.source.searxng;

import dev.quarry.sdk.testkit.PluginTck;
import dev.quarry.sdk.testkit.TestToolContext;
import dev.quarry.source.searxng.LoopbackServer.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.pf4j.ExtensionPoint;

final class SearxngSourceTckTest extends PluginTck {
  private static LoopbackServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        new LoopbackServer(
            Answer.of(
                200,
                "application/json",
                "{\"results\":[{\"title\":\"T\",\"url\":\"https://e/x\",\"content\":\"S\"}]}"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new SearxngSource());
  }

  @Override
  protected Map<String, String> examples() {
    return Map.of("searxng", "bell rock");
  }

  @Override
  protected TestToolContext.Builder context() {
    return TestToolContext.builder().setting("base-url", server.url());
  }
}
