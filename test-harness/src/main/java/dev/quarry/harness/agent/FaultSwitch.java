package dev.quarry.harness.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What instrumented methods call. */
public final class FaultSwitch {
  private static final int HALTED = 137;
  private static final Map<String, Integer> COUNTS = new HashMap<>();
  private static volatile @Nullable Path folder;
  private static volatile List<FaultPoint> points = List.of();

  private FaultSwitch() {}

  static void connect(Path where, List<FaultPoint> known) {
    points = List.copyOf(known);
    folder = where;
  }

  /** A thread comes by a point; nearly always nothing is armed. */
  public static void pass(int point) {
    Path where = folder;
    if (where == null || !new File(where.toFile(), "armed").exists()) {
      return;
    }
    try {
      Optional<Arming> armed = Arming.read(where);
      if (armed.isPresent() && isDue(armed.get(), points.get(point)) && armed.get().take(where)) {
        act(armed.get().action());
      }
    } catch (IOException e) {
      // A fault that cannot be made must not look like one that was survived.
      e.printStackTrace();
      Runtime.getRuntime().halt(FaultAgent.UNUSABLE);
    }
  }

  private static synchronized boolean isDue(Arming armed, FaultPoint point) {
    return armed.point().equals(point.name())
        && COUNTS.merge(armed.id(), 1, Integer::sum) == armed.count();
  }

  private static void act(Arming.Action action) throws IOException {
    switch (action) {
      case HALT -> Runtime.getRuntime().halt(HALTED);
      case FREEZE -> {
        Process kill =
            new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
                .start();
        try {
          kill.waitFor();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
