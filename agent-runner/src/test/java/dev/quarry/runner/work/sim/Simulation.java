package dev.quarry.runner.work.sim;

import dev.quarry.core.testing.MemoryTables.StoredStep;
import dev.quarry.runner.work.SimulatedRunner;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Chronicle.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays scenarios with the production code of a runner, and may be with a bug in it. */
final class Simulation {
  /** Runs that the real world disturbed are made again, this often. */
  private static final int TRIES = 3;

  private final Planted planted;

  Simulation(Planted planted) {
    this.planted = planted;
  }

  Simulation() {
    this(Planted.NOTHING);
  }

  /**
   * What came of a scenario.
   *
   * @param hash over everything that happened, in order
   * @param lines the last things that happened
   * @param rollouts their steps as they are stored
   */
  record Result(
      Optional<Violation> violation,
      long hash,
      Map<Count, Integer> counts,
      List<String> lines,
      List<List<StoredStep>> rollouts) {}

  /**
   * @throws IllegalStateException when the run was not left alone by timers or locks outside the
   *     simulation, so that it proves nothing
   */
  Result play(Scenario scenario) {
    return play(scenario, List.of());
  }

  /** The same with work that was begun earlier. */
  Result play(Scenario scenario, List<StoredStep> given) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      World world = new World(scenario, given, planted, SimulatedRunner::new);
      Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler((thread, e) -> died(world, thread, e));
      try {
        world.play();
      } finally {
        Thread.setDefaultUncaughtExceptionHandler(before);
      }
      if (!world.scheduler().disturbed()) {
        Chronicle chronicle = world.chronicle();
        return new Result(
            chronicle.violation(),
            chronicle.hash(),
            chronicle.counts(),
            chronicle.lines(),
            world.tables().rollouts.values().stream()
                .map(r -> List.copyOf(r.steps.values()))
                .toList());
      }
    }
    throw new IllegalStateException(
        "seed %d: a simulated thread waits for something real".formatted(scenario.seed()));
  }

  private static void died(World world, Thread thread, Throwable e) {
    if (!(e instanceof World.WorldIsOver)) {
      world.violated(Invariant.THREADS_LIVE, "%s died of %s".formatted(thread.getName(), e));
    }
  }

  /**
   * Plays and, when something is broken, looks for the least that breaks it.
   *
   * @return for people: what is broken, how to see it again, the smallest scenario, its last events
   */
  Optional<String> failure(Scenario scenario) {
    Optional<Violation> violation = play(scenario).violation();
    return violation.map(broken -> report(scenario, broken));
  }

  private String report(Scenario scenario, Violation broken) {
    Scenario least = new Shrinker(this, broken.invariant()).shrink(scenario);
    Result again = play(least);
    return """
        seed %d breaks %s
        again: ./quarry mvn -pl agent-runner -am -Dtest=SimulationTest -Dquarry.sim.seed=%1$d \
        -Dsurefire.failIfNoSpecifiedTests=false test
        the least that breaks it (%d of %d faults, %d of %d jobs): %s
        %s
        what happened then:
          %s
        """
        .formatted(
            scenario.seed(),
            broken,
            least.faults().size(),
            scenario.faults().size(),
            least.jobs().size(),
            scenario.jobs().size(),
            again.violation().map(Violation::detail).orElse("?"),
            least.describe(),
            String.join("\n  ", again.lines()));
  }
}
