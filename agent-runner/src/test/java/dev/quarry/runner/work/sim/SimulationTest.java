package dev.quarry.runner.work.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quarry.runner.work.sim.Chronicle.Count;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code -Dquarry.sim.seeds=10000} plays more, {@code -Dquarry.sim.seed=42} only that one;
 * docs/simulation.md tells the rest.
 */
@ExtendWith(Quiet.class)
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("quarry.sim.seeds", 3_000);
  private static final int REPEATED = 40;

  @Test
  void whateverGoesWrongAllInvariantsHold() {
    // Given
    Long only = Long.getLong("quarry.sim.seed");
    long[] seeds = only != null ? new long[] {only} : LongStream.rangeClosed(1, SEEDS).toArray();
    var simulation = new Simulation();
    var counts = new EnumMap<Count, Integer>(Count.class);

    // When
    for (long seed : seeds) {
      Simulation.Result result = simulation.play(Scenarios.of(seed));
      if (result.violation().isPresent()) {
        fail(simulation.failure(Scenarios.of(seed)).orElse("seed " + seed + " fails sometimes"));
      }
      result.counts().forEach((what, times) -> counts.merge(what, times, Integer::sum));
    }

    // Then
    System.out.println(summary(seeds.length, counts));
    if (only == null) {
      somethingWentWrong(seeds.length, counts);
    }
  }

  private static String summary(int seeds, Map<Count, Integer> counts) {
    return "simulation: %d seeds, %s"
        .formatted(
            seeds,
            counts.entrySet().stream()
                .map(c -> c.getKey().name().toLowerCase().replace('_', ' ') + ' ' + c.getValue())
                .collect(Collectors.joining(", ")));
  }

  /** A run in which nothing went wrong would prove nothing. */
  private static void somethingWentWrong(int seeds, Map<Count, Integer> counts) {
    Map<Count, Integer> leastInAThousand =
        Map.ofEntries(
            Map.entry(Count.CRASHES, 1_000),
            Map.entry(Count.FREEZES, 300),
            Map.entry(Count.CLEAN_DRAINS, 1_000),
            Map.entry(Count.TAKEOVERS, 1_500),
            Map.entry(Count.FENCED_WRITES, 100),
            Map.entry(Count.REFUSED_ENDS, 2),
            Map.entry(Count.LOST_ANSWERS, 150),
            Map.entry(Count.FAILED_CALLS, 1_000),
            Map.entry(Count.SLOW_CALLS, 300),
            Map.entry(Count.HAND_BACKS, 100),
            Map.entry(Count.GAVE_WAY, 40),
            Map.entry(Count.LOST_PERMITS, 30),
            Map.entry(Count.DOUBLED_PERMITS, 30),
            Map.entry(Count.CANCELS, 200),
            Map.entry(Count.PAUSES, 200),
            Map.entry(Count.MESSAGES, 200),
            Map.entry(Count.ANSWERS, 100),
            Map.entry(Count.POISONED, 50),
            Map.entry(Count.UNKNOWN_OUTCOMES, 50));
    leastInAThousand.forEach(
        (what, least) ->
            assertThat(counts.getOrDefault(what, 0))
                .as(what.name())
                .isGreaterThanOrEqualTo(least * seeds / 1_000));
  }

  @Test
  void sameSeedGoesTheSameWayAgain() {
    var simulation = new Simulation();
    var ways = new HashSet<Long>();
    for (long seed = 1; seed <= REPEATED; seed++) {
      Simulation.Result first = simulation.play(Scenarios.of(seed));
      Simulation.Result again = simulation.play(Scenarios.of(seed));

      assertThat(again.lines()).as("seed %d", seed).isEqualTo(first.lines());
      assertThat(again.hash()).as("seed %d", seed).isEqualTo(first.hash());
      ways.add(first.hash());
    }
    assertThat(ways).hasSize(REPEATED);
  }
}
