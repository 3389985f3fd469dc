package dev.quarry.sdk;

/**
 * The guarded way out. Only {@code http} and {@code https}; every address of a name is checked and
 * the connection stays on a checked one; each redirect is checked again; size and time are capped.
 */
public interface HttpGateway {
  /**
   * Sends one request and reads the whole answer. Answers of any status are returned; nothing is
   * retried.
   *
   * @throws ToolException {@link FailureCode#REFUSED} for a forbidden address, scheme or port,
   *     {@link FailureCode#TOO_LARGE}, {@link FailureCode#TIMEOUT}, {@link FailureCode#UPSTREAM}
   * @throws InterruptedException when the call was cancelled
   */
  HttpReply send(HttpCall call) throws InterruptedException;
}
