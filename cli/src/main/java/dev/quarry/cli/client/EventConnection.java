package dev.quarry.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One open event stream. A thread of its own reads lines, so that the consumer can wait with a time
 * limit, which a blocking read of a body has not.
 */
final class EventConnection implements AutoCloseable {
  /** What the reader hands over: a line, or the end of the stream. */
  sealed interface Arrival {
    record Line(String text) implements Arrival {}

    record Closed(@Nullable IOException cause) implements Arrival {}
  }

  /** Lines read ahead; then the reader waits, and through it the platform. */
  private static final int READ_AHEAD_LINES = 1_000;

  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(READ_AHEAD_LINES);
  private final InputStream body;
  private final Thread reader;

  private EventConnection(InputStream body) {
    this.body = body;
    this.reader = Thread.ofVirtual().name("event-reader").start(this::read);
  }

  /**
   * @throws ProblemException when the platform refuses
   */
  static EventConnection open(PlatformClient client, String jobId, @Nullable String after)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.events(jobId, after);
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw ProblemException.of(
            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return new EventConnection(response.body());
  }

  /** The next line or the end; null when neither came in time. */
  @Nullable Arrival next(Duration limit) throws InterruptedException {
    return arrivals.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void read() {
    try {
      arrivals.put(readLines());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Arrival.Closed readLines() throws InterruptedException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        arrivals.put(new Arrival.Line(line));
      }
      return new Arrival.Closed(null);
    } catch (IOException e) {
      return new Arrival.Closed(e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.interrupt();
    body.close();
  }
}
