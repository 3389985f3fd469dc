package dev.quarry.runner.tool;

import dev.quarry.sdk.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one call is still wanted. */
final class CallCancellation implements Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(CallCancellation.class);

  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;

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

  void cancel() {
    List<Runnable> due;
    synchronized (this) {
      if (requested) {
        return;
      }
      requested = true;
      due = List.copyOf(actions);
    }
    for (Runnable action : due) {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.warn("a plugin's cancel action failed", e);
      }
    }
  }
}
