package dev.quarry.sdk;

/** Whether the call is still wanted. The thread is interrupted as well. */
public interface Cancellation {
  boolean requested();

  /**
   * @throws InterruptedException if the call is no longer wanted
   */
  default void check() throws InterruptedException {
    if (requested()) {
      throw new InterruptedException("cancelled");
    }
  }

  /**
   * Runs an action once when the call is cancelled, at once if it already was: closing a connection
   * that does not notice an interrupt, for example.
   */
  void onCancel(Runnable action);
}
