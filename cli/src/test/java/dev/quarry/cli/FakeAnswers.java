package dev.quarry.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How the {@link FakePlatform} answers, and what it always answers. */
final class FakeAnswers {
  static final String PLAN = "1. Read.\n2. Compare.";

  static final String MARKDOWN =
      "# Report\n\nHe was born in **Glasgow** [1].\n\n## Sources\n\n[1] Bell Rock – corpus://sample/bell-rock.md\n";

  static final String TOOLSETS =
      """
      {"toolsets":[{"name":"web","description":"d","plugin":"toolset-web","version":"1.0.0",
        "tools":[{"name":"search","description":"d","effect":"READ","schema":{}}]}],
       "sources":[{"id":"corpus","kind":"corpus","plugin":"source-corpus"}],
       "plugins":[{"id":"toolset-web","version":"1.0.0","provider":"Quarry","state":"ACTIVE"},
                  {"id":"broken","version":"0.1.0","provider":"x","state":"DEGRADED","reason":"it offers nothing"}],
       "modes":["react"],"runners":1}
      """;

  static final String MODELS =
      """
      {"models":[{"name":"extractive","protocol":"tags","model":"extractive","roles":["agent","reader"],
        "builtIn":true,"default":true,"contextTokens":131072}]}
      """;

  private FakeAnswers() {}

  static void problem(HttpExchange exchange, int status, String code, String detail, String more)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    answer(
        exchange,
        status,
        "{\"type\":\"urn:quarry:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"%s}"
            .formatted(code, code, status, detail, code, more));
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static String text(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }
}
