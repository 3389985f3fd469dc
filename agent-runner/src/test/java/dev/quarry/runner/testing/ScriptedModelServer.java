package dev.quarry.runner.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A real HTTP server on loopback that speaks enough of the chat completions API for any client, and
 * answers as scripted. It records every request, so that a test can say what was asked and how
 * often.
 *
 * <p>Beside {@code POST /v1/chat/completions} it serves {@code GET /v1/models}, {@code GET
 * /requests} (what was asked), {@code DELETE /requests} (forget it) and {@code POST /script} (a
 * {@link ScriptFile}; the record stays).
 */
public final class ScriptedModelServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Semaphore abandoned = new Semaphore(0);
  private final List<RecordedRequest> requests = new ArrayList<>();
  private ReplyScript script;

  private ScriptedModelServer(ServerSocket listener, ReplyScript script) {
    this.listener = listener;
    this.script = script;
  }

  /**
   * @return a server on a free port
   */
  public static ScriptedModelServer start(ReplyScript script) {
    return start(0, script);
  }

  /**
   * @param port 0 for a free one
   */
  public static ScriptedModelServer start(int port, ReplyScript script) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      ScriptedModelServer server = new ScriptedModelServer(listener, script);
      Thread.ofVirtual().name("scripted-model").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * @return for a model profile
   */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + "/v1");
  }

  /**
   * @return all chat completion requests so far
   */
  public synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /**
   * @return how many chat completion requests there were
   */
  public synchronized int calls() {
    return requests.size();
  }

  public synchronized void script(ReplyScript next) {
    script = next;
  }

  /**
   * Waits until a client has given up on an answer that did not come or did not end.
   *
   * @return false when none has in that time
   */
  public boolean awaitAbandoned(Duration time) throws InterruptedException {
    return abandoned.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        HttpConnection connection = new HttpConnection(socket)) {
      boolean goOn = true;
      while (goOn) {
        var incoming = connection.read();
        goOn = incoming.isPresent() && handle(connection, incoming.get());
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, or the server is being closed: nobody to tell.
    } finally {
      open.remove(socket);
    }
  }

  private boolean handle(HttpConnection connection, HttpConnection.Incoming incoming)
      throws IOException, InterruptedException {
    switch (incoming.method() + " " + incoming.path()) {
      case "POST /v1/chat/completions" -> {
        return act(connection, next(incoming));
      }
      case "GET /v1/models" ->
          json(connection, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"scripted\"}]}");
      case "GET /requests" -> json(connection, 200, recorded().toString());
      case "DELETE /requests" -> {
        synchronized (this) {
          requests.clear();
        }
        json(connection, 200, "{}");
      }
      case "POST /script" -> replace(connection, incoming.body());
      default -> json(connection, 404, "{\"error\":{\"message\":\"no such path\"}}");
    }
    return true;
  }

  private void replace(HttpConnection connection, byte[] body) throws IOException {
    try {
      script(ScriptFile.parse(JSON.readTree(body)));
      json(connection, 200, "{}");
    } catch (JsonProcessingException | IllegalArgumentException e) {
      ObjectNode error = JSON.createObjectNode();
      error.putObject("error").put("message", e.getMessage());
      json(connection, 400, error.toString());
    }
  }

  private synchronized ScriptedReply next(HttpConnection.Incoming incoming) {
    RecordedRequest request =
        new RecordedRequest(
            requests.size() + 1,
            Instant.now(),
            incoming.path(),
            incoming.headers(),
            parse(incoming.body()));
    requests.add(request);
    return script.reply(request);
  }

  private boolean act(HttpConnection connection, ScriptedReply reply)
      throws IOException, InterruptedException {
    return switch (reply) {
      case ScriptedReply.Completion completion -> {
        json(connection, 200, CompletionJson.of(completion));
        yield true;
      }
      case ScriptedReply.Raw(int status, var headers, String body) -> {
        connection.answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
        yield true;
      }
      case ScriptedReply.Broken(var fault) -> {
        byte[] body =
            CompletionJson.of(ScriptedReply.text("never whole ".repeat(20)))
                .getBytes(StandardCharsets.UTF_8);
        if (connection.fail(fault, body)) {
          abandoned.release();
        }
        yield false;
      }
      case ScriptedReply.Later(var delay, var then) -> {
        Thread.sleep(delay);
        yield act(connection, then);
      }
    };
  }

  private synchronized ObjectNode recorded() {
    ObjectNode root = JSON.createObjectNode().put("count", requests.size());
    ArrayNode array = root.putArray("requests");
    for (RecordedRequest request : requests) {
      ObjectNode node =
          array
              .addObject()
              .put("number", request.number())
              .put("time", request.time().toString())
              .put("path", request.path());
      ObjectNode headers = node.putObject("headers");
      request.headers().forEach(headers::put);
      node.set("body", request.body());
    }
    return root;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static void json(HttpConnection connection, int status, String body) throws IOException {
    connection.answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }
}
