package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a job to its end over any number of connections. After a loss it resumes behind the last
 * step it has seen, so that each step is told once.
 */
public final class EventStream {
  private static final Duration TICK = Duration.ofMillis(500);

  private final PlatformClient client;
  private final Runnable stillThere;

  /**
   * @param stillThere called a few times a second; throws when waiting has become pointless
   */
  public EventStream(PlatformClient client, Runnable stillThere) {
    this.client = client;
    this.stillThere = stillThere;
  }

  /**
   * Hands over every event until the job has ended.
   *
   * @return the state it ended in
   * @throws ProblemException when the platform refuses
   * @throws CliException when the connection is lost for good, or on Ctrl-C
   */
  public JobState follow(String jobId, Consumer<JobEvent> sink) {
    Position position = new Position(jobId, sink);
    Duration pause = PlatformClient.firstPause();
    while (true) {
      int seen = position.seen;
      @Nullable IOException loss = null;
      try (EventConnection connection = EventConnection.open(client, jobId, position.lastId)) {
        Optional<JobState> end = read(connection, position);
        if (end.isPresent()) {
          return end.get();
        }
      } catch (ProblemException e) {
        if (!e.passing()) {
          throw e;
        }
        loss = new IOException(e.getMessage(), e);
      } catch (IOException e) {
        loss = e;
      } catch (InterruptedException e) {
        throw CliException.interrupted(e);
      }
      stillThere.run();
      if (position.seen > seen) {
        pause = PlatformClient.firstPause();
        position.lost = 0;
      }
      reconnectOrGiveUp(position, loss);
      PlatformClient.pause(pause);
      pause = PlatformClient.longer(pause);
    }
  }

  private void reconnectOrGiveUp(Position position, @Nullable IOException loss) {
    position.lost++;
    if (position.lost > client.limits().attempts()) {
      throw CliException.noPlatform(
          "The connection to %s was lost (%s). The job goes on; see it with: quarry watch %s"
              .formatted(
                  client.address().url(),
                  loss == null ? "closed without an end of the job" : loss.getMessage(),
                  position.jobId),
          loss);
    }
    position.sink.accept(new JobEvent.Reconnecting(position.lost));
  }

  private Optional<JobState> read(EventConnection connection, Position position)
      throws IOException, InterruptedException {
    SseParser parser = new SseParser(position.lastId);
    Instant lastSign = Instant.now();
    while (true) {
      stillThere.run();
      switch (connection.next(TICK)) {
        case null -> {
          if (lastSign.plus(client.limits().silence()).isBefore(Instant.now())) {
            throw new IOException("no sign for " + client.limits().silence().toSeconds() + " s");
          }
          position.sink.accept(new JobEvent.Quiet());
        }
        case EventConnection.Arrival.Closed(var cause) -> {
          if (cause != null) {
            throw cause;
          }
          return Optional.empty();
        }
        case EventConnection.Arrival.Line(var text) -> {
          lastSign = Instant.now();
          Optional<JobState> end = parser.line(text).flatMap(position::take);
          if (end.isPresent()) {
            return end;
          }
        }
      }
    }
  }

  /** How far a job has been followed. */
  private static final class Position {
    private final String jobId;
    private final Consumer<JobEvent> sink;
    private @Nullable String lastId;
    private int seen;
    private int lost;

    Position(String jobId, Consumer<JobEvent> sink) {
      this.jobId = jobId;
      this.sink = sink;
    }

    /** Tells the event; the state, if it is the end. */
    Optional<JobState> take(SseParser.Message message) {
      JsonNode data = Json.parseOr(message.data(), Json.object());
      JobState state = JobState.of(data.path("state").asText());
      switch (message.event()) {
        case "step" -> {
          seen++;
          lastId = message.id();
          String id = lastId == null ? "" : lastId;
          sink.accept(new JobEvent.StepWritten(id, data.path("kind").asText(), data));
        }
        case "progress" -> {
          seen++;
          sink.accept(
              new JobEvent.Progress(data.path("round").asInt(), data.path("note").asText()));
        }
        case "state" ->
            sink.accept(new JobEvent.StateChanged(state, Awaiting.of(data.path("awaiting"))));
        case "end" -> {
          sink.accept(new JobEvent.Ended(state));
          return Optional.of(state);
        }
        default -> {
          // An event that this version does not know adds nothing it could show.
        }
      }
      return Optional.empty();
    }
  }
}
