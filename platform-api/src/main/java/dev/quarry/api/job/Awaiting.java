package dev.quarry.api.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.trajectory.Preliminary;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks its user, as a runner wrote it down.
 *
 * @param kind {@code clarification}, a question to be answered, or {@code plan}, to be approved or
 *     changed
 * @param message the question or the plan, in the agent's words
 */
public record Awaiting(String kind, String message) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  boolean isPlan() {
    return kind.equals(Preliminary.PLAN.slug());
  }

  /**
   * @param json as it stands in the table of jobs; null where nothing is asked
   * @return what is asked; null likewise
   */
  public static @Nullable Awaiting decode(@Nullable String json) {
    try {
      return json == null ? null : JSON.readValue(json, Awaiting.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what a job awaits cannot be read", e);
    }
  }
}
