package dev.quarry.runner.model;

/** A model behind whatever provider. */
public interface ChatModel {
  /**
   * Asks once, with the retries that the profile allows.
   *
   * @param prompt what to send
   * @param stickyKey requests with the same key go to the same endpoint while it is healthy, for
   *     its prefix cache
   * @return a reply or a typed failure
   * @throws InterruptedException when cancelled; the request in flight is aborted
   */
  ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException;
}
