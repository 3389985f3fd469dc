package dev.quarry.cli;

import static dev.quarry.cli.FakeAnswers.MARKDOWN;
import static dev.quarry.cli.FakeAnswers.MODELS;
import static dev.quarry.cli.FakeAnswers.PLAN;
import static dev.quarry.cli.FakeAnswers.TOOLSETS;
import static dev.quarry.cli.FakeAnswers.answer;
import static dev.quarry.cli.FakeAnswers.problem;
import static dev.quarry.cli.FakeAnswers.text;
import static dev.quarry.cli.FakeAnswers.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarry.cli.client.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Plays the public API on a real socket: one job, whose events and end a test writes down. */
final class FakePlatform implements AutoCloseable {
  static final String KEY = "qry_fakefake_secret";
  static final String JOB = "01990000-0000-7000-8000-000000000001";

  /** One event; an id only where it is a step. */
  record Event(String id, String type, String data) {
    String text() {
      return (id.isEmpty() ? "" : "id: " + id + "\n")
          + "event: "
          + type
          + "\ndata: "
          + data
          + "\n\n";
    }
  }

  final List<String> requests = java.util.Collections.synchronizedList(new ArrayList<>());
  final ConcurrentLinkedQueue<JsonNode> jobsAsked = new ConcurrentLinkedQueue<>();
  final List<String> idempotencyKeys = java.util.Collections.synchronizedList(new ArrayList<>());
  final List<String> resumedAfter = java.util.Collections.synchronizedList(new ArrayList<>());
  final List<Event> script = new ArrayList<>();
  final Map<String, ObjectNode> corpora = new LinkedHashMap<>();
  final CountDownLatch streaming = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);

  /** What was posted to the job, as {@code path body}. */
  final List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());

  /** A stream that has told what the job asks goes on when there is one. */
  final Semaphore answers = new Semaphore(0);

  /** Events of one connection before it breaks; the last one goes on. */
  final List<Integer> breakAfter = new ArrayList<>();

  /** Looks at a corpus until it is ready. */
  int indexingLooks = 2;

  /** Answers of 503 before a job is taken. */
  int refusals;

  boolean hangs;
  volatile String state = "SUCCEEDED";
  String failure = "";
  String corpusEnd = "READY";
  ArrayNode skipped = Json.object().arrayNode();

  private final HttpServer server;
  private int connections;

  FakePlatform(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    plays(
        step("0:0", "leased", "\"attempt\":1,\"runner\":\"r1\""),
        step("0:1", "opened", "\"mode\":\"react\",\"tools\":[\"search\",\"visit\"]"),
        step(
            "0:2",
            "replied",
            "\"round\":1,\"model\":\"extractive\",\"content\":\"…\",\"usage\":{\"input\":100,\"output\":20}"),
        new Event("", "progress", "{\"round\":2,\"note\":\"searching \\\"bell rock\\\"\"}"),
        step(
            "0:3",
            "tool-returned",
            "\"tool\":\"search\",\"durationMs\":12,\"sources\":[],\"content\":\"A Google search for 'bell rock' found 5 results:\\n\\n## Web Results\""),
        step(
            "0:4",
            "replied",
            "\"round\":2,\"model\":\"extractive\",\"content\":\"…\",\"usage\":{\"input\":1000,\"output\":114}"),
        step(
            "0:5",
            "tool-returned",
            "\"tool\":\"visit\",\"durationMs\":31,\"content\":\"…\",\"sources\":[{\"url\":\"corpus://sample/bell-rock.md\",\"title\":\"Bell Rock\"}]"),
        step("0:6", "ended", "\"termination\":\"ANSWER\""));
  }

  static FakePlatform start() {
    return new FakePlatform(0);
  }

  void plays(Event... events) {
    script.clear();
    script.addAll(List.of(events));
  }

  static Event step(String id, String kind, String fields) {
    String seq = id.substring(id.indexOf(':') + 1);
    return new Event(
        id,
        "step",
        "{\"rollout\":0,\"seq\":%s,\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"%s\",%s}"
            .formatted(seq, kind, fields));
  }

  static Event asks(String kind, String message) {
    return new Event(
        "",
        "state",
        "{\"state\":\"WAITING_INPUT\",\"awaiting\":{\"kind\":\"%s\",\"message\":\"%s\"}}"
            .formatted(kind, message));
  }

  static Event state(String state) {
    return new Event("", "state", "{\"state\":\"%s\"}".formatted(state));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Map<String, String> env() {
    return Map.of("QUARRY_URL", url(), "QUARRY_KEY", KEY);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getQuery();
      requests.add(exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query));
      if (path.equals("/q/health/ready")) {
        answer(exchange, 200, "{\"status\":\"UP\"}");
      } else if (!("Bearer " + KEY)
          .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        problem(exchange, 401, "unauthenticated", "This key is not known or has been revoked.", "");
      } else {
        route(exchange, exchange.getRequestMethod(), path.replaceFirst("^/api/v1", ""));
      }
    }
  }

  private void route(HttpExchange exchange, String method, String path) throws IOException {
    switch (method + " " + path.replace(JOB, "ID")) {
      case "POST /jobs" -> create(exchange);
      case "GET /jobs" ->
          answer(exchange, 200, "{\"items\":[" + job(state) + "],\"nextCursor\":\"abc\"}");
      case "GET /jobs/ID" -> answer(exchange, 200, job(state).toString());
      case "POST /jobs/ID/cancel" -> cancel(exchange);
      case "POST /jobs/ID/pause" -> told(exchange, "pause", "PAUSED");
      case "POST /jobs/ID/resume" -> told(exchange, "resume", "QUEUED");
      case "POST /jobs/ID/messages" -> told(exchange, "messages", "RUNNING");
      case "POST /jobs/ID/answer" -> told(exchange, "answer", "QUEUED");
      case "DELETE /jobs/ID" -> delete(exchange);
      case "GET /jobs/ID/events" -> events(exchange);
      case "GET /jobs/ID/report" -> report(exchange);
      case "GET /jobs/ID/trajectory" -> answer(exchange, 200, "{\"rollouts\":[]}");
      case "GET /toolsets" -> answer(exchange, 200, TOOLSETS);
      case "GET /models" -> answer(exchange, 200, MODELS);
      case "GET /corpora" -> {
        ObjectNode all = Json.object();
        all.putArray("corpora").addAll(corpora.values());
        answer(exchange, 200, all.toString());
      }
      case "POST /corpora" -> addCorpus(exchange);
      default -> {
        if (method.equals("GET") && path.startsWith("/corpora/")) {
          corpus(exchange, path.substring("/corpora/".length()));
        } else {
          problem(exchange, 404, "not-found", "There is no such object.", "");
        }
      }
    }
  }

  private void create(HttpExchange exchange) throws IOException {
    JsonNode body = Json.parse(text(exchange));
    if (refusals > 0) {
      refusals--;
      exchange.getResponseHeaders().set("Retry-After", "0");
      problem(exchange, 503, "no-runner", "No runner has come yet.", "");
      return;
    }
    jobsAsked.add(body);
    idempotencyKeys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    if (body.path("model").asText("").equals("nope")) {
      String message = "model is \\\"nope\\\"; accepted are extractive";
      problem(
          exchange,
          400,
          "invalid-request",
          "The request has 1 error.",
          ",\"errors\":[{\"field\":\"model\",\"message\":\"" + message + "\"}]");
      return;
    }
    answer(exchange, 202, job("QUEUED").toString());
  }

  ObjectNode job(String now) {
    ObjectNode job =
        Json.object()
            .put("id", JOB)
            .put("state", now)
            .put("question", "Where?")
            .put("mode", "react")
            .put("model", "extractive")
            .put("createdAt", "2026-01-01T10:20:30.123Z")
            .put("rounds", 2);
    if (now.equals("FAILED")) {
      job.putObject("failure").put("code", "model-failed").put("message", failure);
    }
    if (now.equals("QUEUED")) {
      job.putObject("waiting")
          .put("reason", "turn")
          .put("estimatedSeconds", 9000)
          .put("message", "All 16 slots are taken.");
    }
    if (now.equals("WAITING_INPUT")) {
      job.putObject("awaiting").put("kind", "plan").put("message", PLAN);
    }
    ArrayNode inputs = job.putArray("inputs");
    inputs.addObject().put("kind", "steer").put("message", "Look\nnorth.");
    inputs.addObject().put("kind", "answer").put("message", "").put("approved", true);
    job.putObject("usage")
        .put("modelCalls", 2)
        .put("toolCalls", 2)
        .put("inputTokens", 1100)
        .put("outputTokens", 134);
    return job;
  }

  private void cancel(HttpExchange exchange) throws IOException {
    if (!hangs) {
      problem(exchange, 409, "job-ended", "The job has ended: " + state + ".", "");
      return;
    }
    state = "CANCELLED";
    cancelled.countDown();
    answer(exchange, 202, job(state).toString());
  }

  private void told(HttpExchange exchange, String path, String now) throws IOException {
    String body = text(exchange);
    told.add((path + " " + body).strip());
    if (!body.isEmpty()) {
      idempotencyKeys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    }
    if (body.contains("too long")) {
      problem(exchange, 400, "invalid-request", "has 5,000 characters", "");
    } else if (body.contains("too late")) {
      problem(exchange, 409, "nothing-asked", "The job is QUEUED and asks nothing.", "");
      answers.release();
    } else {
      answer(exchange, 202, job(now).toString());
      answers.release();
    }
  }

  private void delete(HttpExchange exchange) throws IOException {
    if (hangs) {
      problem(exchange, 409, "job-not-ended", "The job is RUNNING; cancel it first.", "");
    } else {
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void events(HttpExchange exchange) throws IOException {
    String after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    resumedAfter.add(after == null ? "" : after);
    int most = connections < breakAfter.size() ? breakAfter.get(connections) : Integer.MAX_VALUE;
    connections++;
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    write(out, new Event("", "state", "{\"state\":\"RUNNING\"}").text() + ": heartbeat\n\n");
    boolean skipping = after != null;
    int sent = 0;
    for (Event event : script) {
      if (skipping) {
        skipping = !event.id().equals(after);
      } else if (sent++ >= most) {
        return;
      } else {
        write(out, event.text());
        if (event.data().contains("\"awaiting\"")) {
          awaitAnswer();
        }
      }
    }
    streaming.countDown();
    if (hangs) {
      awaitCancel();
    }
    write(out, new Event("", "end", "{\"state\":\"" + state + "\"}").text());
  }

  private void awaitAnswer() {
    try {
      if (!answers.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCancel() {
    try {
      cancelled.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(HttpExchange exchange) throws IOException {
    if (state.equals("FAILED") || state.equals("CANCELLED")) {
      problem(exchange, 404, "no-report", "The job has no report.", "");
      return;
    }
    ObjectNode report = job(state);
    report.remove("id");
    report.put("jobId", JOB).put("markdown", MARKDOWN);
    ArrayNode citations = report.putArray("citations");
    citations
        .addObject()
        .put("n", 1)
        .put("url", "corpus://sample/bell-rock.md")
        .put("title", "Bell Rock")
        .put("quote", "Robert Stevenson was born in Glasgow on 8 June 1772.")
        .put("verified", true)
        .put("sha256", "00");
    citations
        .addObject()
        .put("n", 2)
        .put("url", "http://example.org/")
        .put("title", "Else\u001B[31mwhere")
        .put("quote", "made up")
        .put("verified", false);
    answer(exchange, 200, report.toString());
  }

  private void addCorpus(HttpExchange exchange) throws IOException {
    JsonNode body = Json.parse(text(exchange));
    ObjectNode corpus =
        Json.object()
            .put("name", body.path("name").asText())
            .put("path", body.path("path").asText())
            .put("state", "PENDING");
    corpora.put(body.path("name").asText(), corpus);
    answer(exchange, 201, corpus.toString());
  }

  private void corpus(HttpExchange exchange, String name) throws IOException {
    ObjectNode corpus = corpora.get(name);
    if (corpus == null) {
      problem(exchange, 404, "not-found", "There is no corpus " + name + ".", "");
      return;
    }
    boolean over = indexingLooks-- <= 0;
    corpus.put("state", over ? corpusEnd : "INDEXING").put("documents", over ? 40 : 0);
    corpus.putObject("progress").put("done", over ? 40 : 20).put("total", 40);
    corpus.set("skipped", skipped);
    if (over && corpusEnd.equals("FAILED")) {
      corpus.put("failure", "the index cannot be written");
    }
    answer(exchange, 200, corpus.toString());
  }
}
