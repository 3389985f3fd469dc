package dev.quarry.sdk.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.pf4j.ExtensionPoint;

/** The kit passes a plugin that is as it should be; also an example of its use. */
final class GoodPluginTckTest extends PluginTck {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "sunny".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new GoodPlugin.WeatherTools(), new GoodPlugin.Almanac());
  }

  @Override
  protected Map<String, String> examples() {
    return Map.of("weather", "{\"cities\":[\"Oslo\",\"Bergen\"]}", "almanac", "moon");
  }

  @Override
  protected TestToolContext.Builder context() {
    return TestToolContext.builder()
        .setting("base-url", "http://127.0.0.1:" + server.getAddress().getPort() + "/")
        .secret("key", "canary-5b1e");
  }
}
