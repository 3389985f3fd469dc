package dev.quarry.runner.tool.egress;

/** The part of an exchange that can be cut off from another thread. */
final class InFlight {
  private Runnable cut = () -> {};
  private boolean aborted;

  /** What to cut from now on; is cut at once where the exchange was aborted already. */
  void now(Runnable current) {
    boolean already;
    synchronized (this) {
      cut = current;
      already = aborted;
    }
    if (already) {
      current.run();
    }
  }

  /** Cuts the connection; what the exchange does next fails. */
  void abort() {
    Runnable current;
    synchronized (this) {
      aborted = true;
      current = cut;
    }
    current.run();
  }

  synchronized boolean aborted() {
    return aborted;
  }
}
