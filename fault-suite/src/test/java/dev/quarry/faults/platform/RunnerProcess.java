package dev.quarry.faults.platform;

import dev.quarry.harness.AppProcess;
import dev.quarry.harness.FaultProxy;
import java.io.IOException;

/**
 * A runner and what stands between it and the rest.
 *
 * @param database proxy on its way to PostgreSQL
 * @param model proxy on its way to the model server
 * @param clock which can be set wrong
 */
public record RunnerProcess(
    AppProcess app, FaultProxy database, FaultProxy model, WrongClock clock) {
  public String id() {
    return app.name();
  }

  public boolean isAlive() {
    return app.process().isAlive();
  }

  /** Writes of it that were refused so far, because somebody else held the lease. */
  public double fencedWrites() throws IOException, InterruptedException {
    return app.metric("quarry_fence_rejected_total");
  }

  /** Rollouts that it believes to hold. */
  public double busySlots() throws IOException, InterruptedException {
    return app.metric("quarry_runner_slots_busy");
  }

  void closeProxies() throws IOException {
    database.close();
    model.close();
  }
}
