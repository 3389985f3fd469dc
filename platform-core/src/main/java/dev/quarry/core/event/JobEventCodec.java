package dev.quarry.core.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Events as JSON with a field {@code type}. */
public final class JobEventCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(JobEvent.class, Typed.class)
          .build();

  private JobEventCodec() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = JobEvent.StepWritten.class, name = "step"),
    @JsonSubTypes.Type(value = JobEvent.StateChanged.class, name = "state"),
    @JsonSubTypes.Type(value = JobEvent.Progress.class, name = "progress")
  })
  private interface Typed {}

  public static String encode(JobEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("event cannot be written as JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException when it is not an event of this version
   */
  public static JobEvent decode(String json) {
    try {
      return JSON.readValue(json, JobEvent.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an event: " + e.getOriginalMessage());
    }
  }
}
