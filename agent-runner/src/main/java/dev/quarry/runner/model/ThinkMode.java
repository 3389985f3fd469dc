package dev.quarry.runner.model;

/** Where a model's thinking is found in its reply. */
public enum ThinkMode {
  /** In the text, between think tags that the model writes itself. */
  INLINE,
  /**
   * In a field beside the text ({@code reasoning} or {@code reasoning_content}). With the tags
   * protocol the text is put together again as the model was trained to write it.
   */
  REASONING_FIELD,
  /** Nowhere: a reasoning field is not kept. */
  NONE
}
