package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.Cancellation;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cancellation that the test pulls. */
final class CancelSwitch implements Cancellation {
  private final CopyOnWriteArrayList<Runnable> actions = new CopyOnWriteArrayList<>();
  private volatile boolean on;

  void cancel() {
    on = true;
    actions.forEach(Runnable::run);
  }

  @Override
  public boolean requested() {
    return on;
  }

  @Override
  public void onCancel(Runnable action) {
    actions.add(action);
  }
}
