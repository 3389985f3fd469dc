package dev.quarry.source.http;

import dev.quarry.sdk.testkit.PluginTck;
import dev.quarry.source.http.LoopbackServer.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.pf4j.ExtensionPoint;

final class HttpPageSourceTckTest extends PluginTck {
  private static LoopbackServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new LoopbackServer(Answer.of(200, "text/plain", "A page."));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new HttpPageSource());
  }

  @Override
  protected Map<String, String> examples() {
    return Map.of("http", server.url() + "/page");
  }
}
