package dev.quarry.sdk;

/** A model for a tool's own use. Calls count against the job's budget. */
public interface ModelAccess {
  /**
   * @return the profile's name, for example {@code extractive}
   */
  String name();

  /**
   * Sends one user message. Retries of failing endpoints are the host's.
   *
   * @param prompt the whole message
   * @param temperature 0–2
   * @return the reply's text, possibly empty
   * @throws ToolException when the model could not be asked
   * @throws InterruptedException when the call was cancelled
   */
  String complete(String prompt, double temperature) throws InterruptedException;

  /**
   * Cuts a text to what fits.
   *
   * @param maxTokens at least 1
   * @return the longest beginning of at most that many tokens, by the host's counter
   */
  String truncate(String text, int maxTokens);
}
