package dev.quarry.sdk.testkit;

import dev.quarry.sdk.Cancellation;
import java.util.ArrayList;
import java.util.List;

/** A cancellation that a test pulls. */
public final class TestCancellation implements Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;

  /** Cancels; runs the actions on this thread, each once. */
  public void cancel() {
    List<Runnable> due;
    synchronized (this) {
      requested = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  @Override
  public synchronized boolean requested() {
    return requested;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!requested) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }
}
