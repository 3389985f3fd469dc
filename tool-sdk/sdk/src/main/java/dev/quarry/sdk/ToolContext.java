package dev.quarry.sdk;

/** What the host gives to one tool call, beyond {@link CallContext}. */
public interface ToolContext extends CallContext {
  /**
   * @return the search and page sources that this job may consult, as one
   */
  Sources sources();

  /**
   * @return a model for the tool's own use, such as extracting evidence from a page
   */
  ModelAccess model(ModelRole role);

  Artifacts artifacts();
}
