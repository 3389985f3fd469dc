package dev.quarry.faults.platform;

import dev.quarry.harness.PlatformProcesses;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A client of the API that takes answers as they come, errors among them. */
public final class Client {
  private final PlatformProcesses processes;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Client(PlatformProcesses processes) {
    this.processes = processes;
  }

  /**
   * Posts a job.
   *
   * @param idempotencyKey sent along
   */
  public HttpResponse<String> submit(Map<String, Object> job, String idempotencyKey)
      throws IOException, InterruptedException {
    return http.send(
        request("/jobs")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(
                HttpRequest.BodyPublishers.ofString(PlatformProcesses.JSON.writeValueAsString(job)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Posts any body to the jobs. */
  public HttpResponse<String> submit(HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return http.send(
        request("/jobs").header("Content-Type", "application/json").POST(body).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Asks for the end of a job. */
  public HttpResponse<String> cancel(String job) throws IOException, InterruptedException {
    return http.send(
        request("/jobs/" + job + "/cancel").POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The id of a job that was taken in. */
  public static String id(HttpResponse<String> taken) throws IOException {
    if (taken.statusCode() != 202) {
      throw new AssertionError("not taken in: " + taken.statusCode() + " " + taken.body());
    }
    return PlatformProcesses.JSON.readTree(taken.body()).path("id").asText();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(processes.url().resolve("/api/v1" + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + processes.key());
  }
}
