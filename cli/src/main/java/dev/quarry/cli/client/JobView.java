package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A job as the platform tells it.
 *
 * @param json the whole answer
 */
public record JobView(JsonNode json) {
  public String id() {
    return json.path("id").asText();
  }

  public JobState state() {
    return JobState.of(json.path("state").asText());
  }

  public String mode() {
    return json.path("mode").asText();
  }

  public String question() {
    return json.path("question").asText();
  }

  public int rounds() {
    return json.path("rounds").asInt();
  }

  public JsonNode usage() {
    return json.path("usage");
  }

  /** What is asked of its user, if anything. */
  public Optional<Awaiting> awaiting() {
    return Optional.ofNullable(Awaiting.of(json.path("awaiting")));
  }

  /** Why it waits for a slot, for people; empty where it does not. */
  public String waiting() {
    return json.path("waiting").path("message").asText("");
  }

  /** How long it is going to wait, about; empty where nobody knows. */
  public Optional<Duration> startsIn() {
    JsonNode seconds = json.path("waiting").path("estimatedSeconds");
    return seconds.isNumber()
        ? Optional.of(Duration.ofSeconds(seconds.asLong()))
        : Optional.empty();
  }

  /** What its user told it, in order, each with {@code kind}, {@code message}, {@code approved}. */
  public JsonNode inputs() {
    return json.path("inputs");
  }

  /** When it is deleted with all its data, ISO 8601; empty where it is kept. */
  public String expiresAt() {
    return json.path("expiresAt").asText("");
  }

  /** Time of creation, ISO 8601. */
  public String createdAt() {
    return json.path("createdAt").asText();
  }

  /** Why it failed, for people: the platform's own words; empty where it did not. */
  public String failure() {
    JsonNode failure = json.path("failure");
    return failure.path("message").asText(failure.path("code").asText(""));
  }

  /** Why the search ended; empty while it goes on. */
  public String termination() {
    return json.path("termination").asText("");
  }
}
