package dev.quarry.bench.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.bench.stub.Assignment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Submits jobs through the public API, as any client does, and waits for their ends. */
public final class Jobs {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LOOK_MILLIS = 10;

  private final URI submit;
  private final String key;
  private final Ledger ledger;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Jobs(URI api, String key, Ledger ledger) {
    this.submit = api.resolve("/api/v1/jobs");
    this.key = key;
    this.ledger = ledger;
  }

  /**
   * Submits one job.
   *
   * @param padding bytes of further text in the question
   * @return its id
   */
  public UUID submit(Assignment task, int padding) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request(task, padding), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IOException(
          "job not taken, status %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return UUID.fromString(JSON.readTree(answer.body()).path("id").asText());
  }

  public UUID submit(Assignment task) throws IOException, InterruptedException {
    return submit(task, 0);
  }

  /** Submits many, so many at a time. */
  public List<UUID> submit(List<Assignment> tasks, int atOnce, int padding)
      throws InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(atOnce)) {
      var calls = new ArrayList<Callable<UUID>>();
      tasks.forEach(task -> calls.add(() -> submit(task, padding)));
      var ids = new ArrayList<UUID>();
      for (Future<UUID> call : clients.invokeAll(calls)) {
        ids.add(call.get());
      }
      return ids;
    } catch (ExecutionException e) {
      throw new IllegalStateException("jobs could not be submitted", e.getCause());
    }
  }

  private HttpRequest request(Assignment task, int padding) {
    ObjectNode body =
        JSON.createObjectNode().put("question", task.text() + " " + "x".repeat(padding));
    int rounds = task.rounds() + 2;
    body.putObject("budget")
        .put("rounds", rounds)
        .put("modelCalls", rounds)
        .put("toolCalls", rounds)
        .put("tokens", 1_000_000_000);
    return HttpRequest.newBuilder(submit)
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  /**
   * Waits until no rollout waits or runs.
   *
   * @throws IllegalStateException when that takes too long, or one did not succeed
   */
  public void awaitAll(Duration patience) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (ledger.open() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d rollouts have not ended within %s".formatted(ledger.open(), patience));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    if (ledger.failed() > 0) {
      throw new IllegalStateException(ledger.failed() + " rollouts did not succeed");
    }
  }
}
