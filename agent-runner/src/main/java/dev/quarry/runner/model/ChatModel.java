package dev.quarry.runner.model;

import java.util.function.Consumer;

/** A model behind whatever provider. */
@FunctionalInterface
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

  /**
   * The same, for somebody who waits: told in a line for a person when a try failed and another one
   * follows.
   */
  default ModelOutcome ask(Prompt prompt, String stickyKey, Consumer<String> told)
      throws InterruptedException {
    return ask(prompt, stickyKey);
  }
}
