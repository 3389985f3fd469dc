package dev.quarry.core.trajectory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Steps as JSON: the kind is a column, the fields are the body. Fields may be added with a default;
 * none is ever renamed or given another meaning, so that every older trajectory still folds.
 */
public final class StepCodec {
  private static final Map<String, Class<? extends Step>> KINDS =
      Map.ofEntries(
          Map.entry("leased", Step.Leased.class),
          Map.entry("opened", Step.Opened.class),
          Map.entry("drafted", Step.Drafted.class),
          Map.entry("input-requested", Step.InputRequested.class),
          Map.entry("input-received", Step.InputReceived.class),
          Map.entry("replied", Step.Replied.class),
          Map.entry("reply-rejected", Step.ReplyRejected.class),
          Map.entry("tool-started", Step.ToolStarted.class),
          Map.entry("tool-returned", Step.ToolReturned.class),
          Map.entry("nudged", Step.Nudged.class),
          Map.entry("limit-hit", Step.LimitHit.class),
          Map.entry("ended", Step.Ended.class));

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private static final Pattern LONE_SURROGATE =
      Pattern.compile(
          "[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private StepCodec() {}

  /**
   * @return the slug of a step's kind
   */
  public static String kind(Step step) {
    return switch (step) {
      case Step.Leased s -> "leased";
      case Step.Opened s -> "opened";
      case Step.Drafted s -> "drafted";
      case Step.InputRequested s -> "input-requested";
      case Step.InputReceived s -> "input-received";
      case Step.Replied s -> "replied";
      case Step.ReplyRejected s -> "reply-rejected";
      case Step.ToolStarted s -> "tool-started";
      case Step.ToolReturned s -> "tool-returned";
      case Step.Nudged s -> "nudged";
      case Step.LimitHit s -> "limit-hit";
      case Step.Ended s -> "ended";
    };
  }

  /**
   * @return the fields as a JSON object
   */
  public static String encode(Step step) {
    try {
      return withoutLoneSurrogates(JSON.writeValueAsString(step));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("step cannot be written as JSON", e);
    }
  }

  /** Half a character cannot be stored as UTF-8; models do write such. */
  private static String withoutLoneSurrogates(String json) {
    return LONE_SURROGATE.matcher(json).replaceAll("\uFFFD");
  }

  /**
   * @throws NewerWorkException when the kind, or a choice in the body, is not known here
   * @throws IllegalArgumentException when the body does not fit the kind
   */
  public static Step decode(String kind, String body) {
    Class<? extends Step> type = KINDS.get(kind);
    if (type == null) {
      throw new NewerWorkException(
          "step kind \"%s\" is not known to this version; known are %s"
              .formatted(kind, KINDS.keySet()));
    }
    try {
      return JSON.readValue(body, type);
    } catch (JsonProcessingException e) {
      String what =
          "body of a step of kind \"%s\" cannot be read: %s"
              .formatted(kind, e.getOriginalMessage());
      throw NewerWorkException.isNewer(e)
          ? new NewerWorkException(what)
          : new IllegalArgumentException(what);
    }
  }
}
