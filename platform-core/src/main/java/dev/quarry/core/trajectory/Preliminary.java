package dev.quarry.core.trajectory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is settled with the user before the search begins. */
public enum Preliminary {
  /** What the question means, where that is in doubt. */
  @JsonProperty("clarification")
  CLARIFICATION("clarification"),
  /** How the search is to go about it. */
  @JsonProperty("plan")
  PLAN("plan");

  private final String slug;

  Preliminary(String slug) {
    this.slug = slug;
  }

  /**
   * @return as it is written in steps and tables
   */
  public String slug() {
    return slug;
  }
}
