package dev.quarry.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a baseline and one or more systems in turn, A B A C A B A C A …, so that each run of a
 * system stands between two runs of the baseline from the same minutes.
 */
public final class Interleaving {
  private Interleaving() {}

  /** One measurement. */
  @FunctionalInterface
  public interface Run<T> {
    T once() throws Exception;
  }

  /**
   * @param turns of each system, at least 1
   * @param systems by name
   * @return the turns of each system, in order
   */
  public static <B, S> Map<String, List<Turn<B, S>>> run(
      int turns, Run<B> baseline, Map<String, Run<S>> systems) throws Exception {
    Map<String, List<Turn<B, S>>> all = new LinkedHashMap<>();
    systems.keySet().forEach(name -> all.put(name, new ArrayList<>()));
    B before = baseline.once();
    for (int turn = 0; turn < turns; turn++) {
      for (Map.Entry<String, Run<S>> system : systems.entrySet()) {
        S measured = system.getValue().once();
        B after = baseline.once();
        all.computeIfAbsent(system.getKey(), name -> new ArrayList<>())
            .add(new Turn<>(before, measured, after));
        before = after;
      }
    }
    return all;
  }

  /** The same for one system. */
  public static <B, S> List<Turn<B, S>> run(int turns, Run<B> baseline, Run<S> system)
      throws Exception {
    String only = "system";
    return run(turns, baseline, Map.of(only, system)).getOrDefault(only, List.of());
  }
}
