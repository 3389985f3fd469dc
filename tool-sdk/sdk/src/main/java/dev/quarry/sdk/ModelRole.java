package dev.quarry.sdk;

/** What a model is used for by a tool. */
public enum ModelRole {
  /** Extracts evidence from a page. */
  READER
}
