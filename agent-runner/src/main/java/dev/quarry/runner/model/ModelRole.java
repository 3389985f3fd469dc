package dev.quarry.runner.model;

import java.util.Locale;

/** What a model is used for in a job. */
public enum ModelRole {
  /** Thinks, calls tools and answers. */
  AGENT,
  /** Extracts evidence from a page. */
  READER,
  /** Joins the reports of several rollouts. */
  SYNTHESISER,
  /** Compares answers. */
  JUDGE;

  /**
   * @return as it is written in configuration
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
