package dev.quarry.sdk;

/** Whether a source can serve a call. */
public sealed interface Readiness {
  /** It can. */
  record Ready() implements Readiness {}

  /**
   * It cannot.
   *
   * @param reason what is missing and how to provide it
   */
  record NotReady(String reason) implements Readiness {}

  static Readiness ready() {
    return new Ready();
  }

  static Readiness notReady(String reason) {
    return new NotReady(reason);
  }
}
