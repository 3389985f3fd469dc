package dev.quarry.source.serper;

import dev.quarry.sdk.testkit.PluginTck;
import dev.quarry.sdk.testkit.TestToolContext;
import dev.quarry.source.serper.LoopbackServer.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.pf4j.ExtensionPoint;

final class SerperSourceTckTest extends PluginTck {
  private static LoopbackServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        new LoopbackServer(
            Answer.of(
                200,
                "application/json",
                "{\"organic\":[{\"title\":\"T\",\"link\":\"https://e/x\",\"snippet\":\"S\"}]}"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new SerperSource());
  }

  @Override
  protected Map<String, String> examples() {
    return Map.of("serper", "bell rock");
  }

  @Override
  protected TestToolContext.Builder context() {
    return TestToolContext.builder()
        .setting("base-url", server.url())
        .setting("retry-delay-millis", "1")
        .secret("serper-key", "canary-71c0");
  }
}
