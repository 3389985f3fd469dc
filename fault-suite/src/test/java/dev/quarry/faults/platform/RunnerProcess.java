package dev.quarry.faults.platform;

import dev.quarry.harness.AppProcess;
import dev.quarry.harness.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A runner and what stands between it and the rest.
 *
 * @param database proxy on its way to PostgreSQL
 * @param model proxy on its way to the model server
 * @param clock file that says how wrong its clock is
 */
public record RunnerProcess(AppProcess app, FaultProxy database, FaultProxy model, Path clock) {
  public String id() {
    return app.name();
  }

  public boolean isAlive() {
    return app.process().isAlive();
  }

  /** Sets its clock wrong by so much. */
  public void shiftClock(Duration by) throws IOException {
    shiftClock(clock, by);
  }

  static void shiftClock(Path clock, Duration by) throws IOException {
    Path made = clock.resolveSibling(clock.getFileName() + ".new");
    Files.writeString(made, Long.toString(by.toMillis()));
    Files.move(made, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void closeProxies() throws IOException {
    database.close();
    model.close();
  }
}
