package dev.quarry.bench.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * A chat completions model and a SearXNG instance that answer as the {@link Assignment} in the
 * request says, after a fixed time. A virtual thread a request: thousands may wait.
 *
 * <p>Control: {@code GET /control/summary}, {@code GET /control/calls}, {@code GET
 * /control/recording/TOKEN}, {@code DELETE /control/calls}.
 */
public final class StubServer {
  private static final byte[] ASSISTANT =
      "\"role\":\"assistant\"".getBytes(StandardCharsets.ISO_8859_1);
  private static final int BACKLOG = 8_192;

  private final HttpServer server;
  private final Traffic traffic = new Traffic();

  private StubServer(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port. */
  public static StubServer start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    var stub = new StubServer(http);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/v1/chat/completions", stub::model);
    http.createContext("/search", stub::search);
    http.createContext("/control/", stub::control);
    http.start();
    return stub;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void model(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Assignment task = Assignment.in(new String(body, StandardCharsets.ISO_8859_1)).orElseThrow();
      int round = count(body, ASSISTANT) + 1;
      traffic.modelCalled(task.token(), round);
      if (task.record()) {
        traffic.record(task.token(), unrecorded(body));
      }
      waitFor(task.modelMillis());
      answer(exchange, "application/json", Replies.completion(task, round));
    }
  }

  private void search(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getRawQuery();
      String text = URLDecoder.decode(query, StandardCharsets.UTF_8);
      Assignment task = Assignment.in(text).orElseThrow();
      if (task.record()) {
        traffic.record(
            task.token(), unrecorded(("/search?" + query).getBytes(StandardCharsets.ISO_8859_1)));
      }
      waitFor(task.searchMillis());
      answer(exchange, "application/json", Replies.results(task, text));
    }
  }

  private void control(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("DELETE")) {
        traffic.forget();
        answer(exchange, "text/plain", new byte[0]);
      } else if (path.equals("/control/summary")) {
        answer(exchange, "text/plain", bytes(traffic.summary()));
      } else if (path.equals("/control/calls")) {
        answer(exchange, "text/plain", bytes(traffic.lines()));
      } else {
        String token = path.substring(path.lastIndexOf('/') + 1);
        answer(exchange, "application/octet-stream", traffic.recording(token));
      }
    }
  }

  /** Made again later, it is not to be recorded once more. */
  private static byte[] unrecorded(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1)
        .replace("record=true", "record=false")
        .replace("record%3Dtrue", "record%3Dfalse")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void waitFor(int millis) {
    traffic.began();
    try {
      if (millis > 0) {
        Thread.sleep(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      traffic.ended();
    }
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int count(byte[] text, byte[] part) {
    int found = 0;
    for (int at = 0; at <= text.length - part.length; at++) {
      if (text[at] == part[0]
          && java.util.Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        found++;
        at += part.length - 1;
      }
    }
    return found;
  }
}
