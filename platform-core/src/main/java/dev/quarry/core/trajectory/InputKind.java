package dev.quarry.core.trajectory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** What a message of the user is for. */
public enum InputKind {
  /** Tells something that was not asked for. */
  @JsonProperty("steer")
  STEER("steer"),
  /** Answers what was asked last. */
  @JsonProperty("answer")
  ANSWER("answer");

  private final String slug;

  InputKind(String slug) {
    this.slug = slug;
  }

  /**
   * @return as it is written in steps and tables
   */
  public String slug() {
    return slug;
  }

  /**
   * @throws IllegalArgumentException when there is no such kind
   */
  public static InputKind of(String slug) {
    return Arrays.stream(values())
        .filter(kind -> kind.slug.equals(slug))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kind of a message is \"%s\"; accepted are steer, answer".formatted(slug)));
  }
}
