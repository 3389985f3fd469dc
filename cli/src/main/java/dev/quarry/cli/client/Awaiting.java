package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks its user.
 *
 * @param plan whether it is a plan, to be approved or changed; else a question
 * @param kind the platform's word for it
 * @param message the plan or the question
 */
public record Awaiting(boolean plan, String kind, String message) {
  /** Null where nothing is asked. */
  static @Nullable Awaiting of(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    String kind = json.path("kind").asText();
    return new Awaiting(kind.equals("plan"), kind, json.path("message").asText());
  }
}
