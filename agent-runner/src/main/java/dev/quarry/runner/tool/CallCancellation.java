package dev.quarry.runner.tool;

import dev.quarry.runner.plugin.DiscreetLogger;
import dev.quarry.sdk.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one call is still wanted. */
final class CallCancellation implements Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(CallCancellation.class);

  private final Logger log;
  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;

  /**
   * @param redaction takes out of a plugin's words what must not be logged
   */
  CallCancellation(UnaryOperator<String> redaction) {
    this.log = new DiscreetLogger(LOG, redaction);
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
        log.warn("a plugin's cancel action failed", e);
      }
    }
  }
}
