package dev.quarry.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows a job's events and comes back with {@code Last-Event-ID} whenever its
 * connection ends, which it also ends itself now and then.
 */
public final class EventFollower {
  /** One connection in so many is given up after each event. */
  private static final int GIVE_UP_ONE_IN = 8;

  private final URI events;
  private final String key;
  private final RandomGenerator random;
  private final Duration patience;
  private final List<String> ids = new ArrayList<>();
  private final CompletableFuture<List<String>> whole = new CompletableFuture<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger connections = new AtomicInteger();
  private Instant deadline;

  private EventFollower(URI events, String key, RandomGenerator random, Duration patience) {
    this.events = events;
    this.key = key;
    this.random = random;
    this.patience = patience;
    this.deadline = Instant.now().plus(patience);
  }

  /**
   * Starts to follow.
   *
   * @param random decides where a connection is given up
   * @param patience how long nothing may come
   */
  public static EventFollower of(
      PlatformProcesses platform, String job, RandomGenerator random, Duration patience)
      throws IOException {
    var follower =
        new EventFollower(
            platform.url().resolve("/api/v1/jobs/" + job + "/events"),
            platform.key(),
            random,
            patience);
    Thread.ofVirtual().name("follow-" + job).start(follower::run);
    return follower;
  }

  /**
   * @return ids of the step events in the order of their arrival, once the job has ended
   * @throws AssertionError when no end is announced in time
   */
  public List<String> await() throws InterruptedException {
    try {
      return whole.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("a client was not told of the end of its job", e);
    }
  }

  private void run() {
    try {
      boolean ended = false;
      while (!ended) {
        if (Instant.now().isAfter(deadline)) {
          throw new AssertionError("nothing more was announced to a client; it saw " + ids);
        }
        ended = connect();
        if (!ended) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
      whole.complete(List.copyOf(ids));
    } catch (InterruptedException | RuntimeException | Error e) {
      whole.completeExceptionally(e);
    }
  }

  /**
   * @return whether the end of the job was announced
   */
  private boolean connect() throws InterruptedException {
    connections.incrementAndGet();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(events).header("Authorization", "Bearer " + key);
    if (!ids.isEmpty()) {
      request.header("Last-Event-ID", ids.getLast());
    }
    try {
      HttpResponse<InputStream> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        return answer.statusCode() == 200 && read(body);
      }
    } catch (IOException | UncheckedIOException broken) {
      return false;
    }
  }

  private boolean read(InputStream body) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String id = null;
    String event = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      } else if (line.isEmpty()) {
        if (event.equals("end")) {
          return true;
        }
        if (take(event, id)) {
          return false;
        }
        event = "";
        id = null;
      }
    }
    return false;
  }

  /**
   * @return whether this connection is to be given up
   */
  private boolean take(String event, @Nullable String id) {
    if (!event.equals("step") || id == null) {
      return false;
    }
    ids.add(id);
    deadline = Instant.now().plus(patience);
    return random.nextInt(GIVE_UP_ONE_IN) == 0;
  }

  /**
   * @return whether it has come to the end of the job, or failed
   */
  public boolean isDone() {
    return whole.isDone();
  }

  /**
   * @return how often it has connected so far
   */
  public int connections() {
    return connections.get();
  }
}
