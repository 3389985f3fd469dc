package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The public HTTP API. Every request here may be repeated without harm (jobs are created and told
 * something under an idempotency key), so a lost connection and a passing refusal are tried again,
 * here and nowhere else.
 */
public final class PlatformClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final PlatformAddress address;
  private final CliLimits limits;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  public PlatformClient(PlatformAddress address, CliLimits limits) {
    this.address = address;
    this.limits = limits;
  }

  public PlatformAddress address() {
    return address;
  }

  /** Whether anything answers there, be it with a refusal. */
  public boolean answers() {
    try {
      http.send(request("/models").timeout(PROBE).GET().build(), BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }

  /** Creates the job once, however often this is called with the same key. */
  public JobView createJob(JobRequest job, String idempotencyKey) {
    return new JobView(
        json(request("/jobs").header("Idempotency-Key", idempotencyKey), "POST", job.body()));
  }

  /** What a job would use up; nothing is made. */
  public JsonNode estimate(JobRequest job) {
    return json(request("/jobs/estimate"), "POST", job.body());
  }

  public JobView job(String id) {
    return new JobView(get("/jobs/" + segment(id)));
  }

  /** The newest jobs: the page as the platform tells it. */
  public JsonNode jobs(@Nullable String state, @Nullable String project, int limit) {
    return get(
        "/jobs?limit="
            + limit
            + (state == null ? "" : "&state=" + segment(state))
            + (project == null ? "" : "&project=" + segment(project)));
  }

  public JobView cancel(String id) {
    return control(id, "cancel");
  }

  public JobView pause(String id) {
    return control(id, "pause");
  }

  public JobView resume(String id) {
    return control(id, "resume");
  }

  private JobView control(String id, String what) {
    return new JobView(json(request("/jobs/" + segment(id) + "/" + what), "POST", null));
  }

  /** Tells a job something, once however often this is called with the same key. */
  public JobView steer(String id, String message, String idempotencyKey) {
    return tell(id, "messages", Json.object().put("message", message), idempotencyKey);
  }

  /**
   * Answers what a job asks, once however often this is called with the same key.
   *
   * @param message null where a plan is approved without a word
   * @param approve whether a plan is approved
   */
  public JobView answer(
      String id, @Nullable String message, boolean approve, String idempotencyKey) {
    ObjectNode body = Json.object();
    if (message != null) {
      body.put("message", message);
    }
    if (approve) {
      body.put("approved", true);
    }
    return tell(id, "answer", body, idempotencyKey);
  }

  private JobView tell(String id, String path, JsonNode body, String idempotencyKey) {
    HttpRequest.Builder request =
        request("/jobs/" + segment(id) + "/" + path).header("Idempotency-Key", idempotencyKey);
    return new JobView(json(request, "POST", body));
  }

  /** Deletes an ended job with all its data. */
  public void delete(String id) {
    text(request("/jobs/" + segment(id)).DELETE().build());
  }

  public ReportView report(String id) {
    return new ReportView(get("/jobs/" + segment(id) + "/report"));
  }

  /** The report, or nothing where the job has none. */
  public Optional<ReportView> reportIfAny(String id) {
    try {
      return Optional.of(report(id));
    } catch (ProblemException e) {
      if (e.code().equals("no-report") || e.code().equals("report-not-ready")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** All steps; {@code json} or {@code upstream-jsonl}. */
  public String trajectory(String id, String format) {
    String query = format.equals("json") ? "" : "?format=" + segment(format);
    return text(request("/jobs/" + segment(id) + "/trajectory" + query).GET().build());
  }

  public JsonNode toolsets() {
    return get("/toolsets");
  }

  public JsonNode models() {
    return get("/models");
  }

  /** What amounts of money are in millionths of. */
  public String currency() {
    return models().path("currency").asText("");
  }

  public List<CorpusView> corpora() {
    List<CorpusView> views = new ArrayList<>();
    JsonNode answer = get("/corpora");
    JsonNode items =
        answer.isArray() ? answer : answer.path(answer.has("items") ? "items" : "corpora");
    items.forEach(item -> views.add(new CorpusView(item)));
    return List.copyOf(views);
  }

  public CorpusView corpus(String name) {
    return new CorpusView(get("/corpora/" + segment(name)));
  }

  /** Registers a folder, or asks for its index to be brought up to date. */
  public CorpusView addCorpus(String name, String path) {
    JsonNode body = Json.object().put("name", name).put("path", path);
    return new CorpusView(json(request("/corpora"), "POST", body));
  }

  public void removeCorpus(String name) {
    text(request("/corpora/" + segment(name)).DELETE().build());
  }

  /**
   * Opens the event stream of a job, after a step where one is named. The time limit is kept
   * outside the request: from JDK 26 on that of a request would end the stream too.
   */
  HttpResponse<InputStream> events(String id, @Nullable String after)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        authorized("/jobs/" + segment(id) + "/events").header("Accept", "text/event-stream");
    if (after != null) {
      request.header("Last-Event-ID", after);
    }
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request.GET().build(), BodyHandlers.ofInputStream());
    try {
      return answer.get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer for " + limits.request().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** Something under the API's path, as it is. */
  public JsonNode read(String path) {
    return get(path);
  }

  /**
   * Asks for something that must not happen twice, so it is tried once.
   *
   * @return what came; an empty object where nothing did
   */
  public JsonNode once(String method, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request = request(path).header("Accept", "application/json");
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(Json.line(body)));
    }
    String text = text(request.build(), 1);
    return text.isBlank() ? Json.object() : Json.parse(text);
  }

  /** A part of a path, escaped. */
  public static String escaped(String part) {
    return segment(part);
  }

  private JsonNode get(String path) {
    return json(request(path), "GET", null);
  }

  private JsonNode json(HttpRequest.Builder request, String method, @Nullable JsonNode body) {
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(Json.line(body)));
    }
    HttpRequest built = request.header("Accept", "application/json").build();
    String text = text(built);
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.noPlatform(
          "%s answered something that is not JSON; is it a Quarry platform?".formatted(built.uri()),
          e);
    }
  }

  private String text(HttpRequest request) {
    return text(request, limits.attempts());
  }

  private String text(HttpRequest request, int attempts) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= attempts;
      Duration wait = pause;
      try {
        HttpResponse<String> response =
            http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() < 300) {
          return response.body();
        }
        ProblemException problem = ProblemException.of(response.statusCode(), response.body());
        if (last || !problem.passing()) {
          throw problem;
        }
        wait = retryAfter(response, pause);
      } catch (IOException e) {
        if (last) {
          throw unreachable(request.uri(), e);
        }
      } catch (InterruptedException e) {
        throw CliException.interrupted(e);
      }
      pause(wait);
      pause = longer(pause);
    }
  }

  private static Duration retryAfter(HttpResponse<?> response, Duration otherwise) {
    try {
      Duration told =
          response
              .headers()
              .firstValue("Retry-After")
              .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds.strip())))
              .orElse(otherwise);
      return told.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : told;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  CliException unreachable(URI uri, IOException cause) {
    return CliException.noPlatform(
        "%s cannot be reached (%s). Check QUARRY_URL, or start a local platform with: quarry up --detach"
            .formatted(
                uri.getScheme() + "://" + uri.getAuthority(),
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
        cause);
  }

  CliLimits limits() {
    return limits;
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }

  static Duration firstPause() {
    return FIRST_PAUSE;
  }

  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private HttpRequest.Builder request(String path) {
    return authorized(path).timeout(limits.request());
  }

  private HttpRequest.Builder authorized(String path) {
    return HttpRequest.newBuilder(address.api(path))
        .header("Authorization", "Bearer " + address.key());
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
