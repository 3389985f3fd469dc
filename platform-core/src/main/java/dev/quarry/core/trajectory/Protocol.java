package dev.quarry.core.trajectory;

/** How a model writes its calls. */
public enum Protocol {
  /** Calls and answers are tags in the text (Tongyi DeepResearch, IterResearch). */
  TAGS,
  /** Calls travel in the {@code tool_calls} of the chat completions API. */
  NATIVE
}
