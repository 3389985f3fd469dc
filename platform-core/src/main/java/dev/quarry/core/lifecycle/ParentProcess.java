package dev.quarry.core.lifecycle;

/** The process that started this one on a single machine: its children end with it. */
public final class ParentProcess {
  private ParentProcess() {}

  /**
   * Runs something once that process is gone, however it ended; at once if it already is.
   *
   * @param pid of the parent
   */
  public static void onExit(long pid, Runnable action) {
    ProcessHandle.of(pid).ifPresentOrElse(parent -> parent.onExit().thenRun(action), action);
  }
}
