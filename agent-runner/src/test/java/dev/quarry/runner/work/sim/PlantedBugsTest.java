package dev.quarry.runner.work.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.runner.work.sim.Chronicle.Violation;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds what it is there to find. */
@ExtendWith(Quiet.class)
class PlantedBugsTest {
  /** Within this many seeds. */
  private static final int SEEDS = 1_500;

  static Stream<Bug> bugs() {
    return Stream.of(DatabaseBugs.all(), RunnerBugs.all(), EngineBugs.all())
        .flatMap(Collection::stream);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFoundAndMadeSmall(Bug bug) {
    // Given
    var simulation = new Simulation(bug.planted());
    long seed = 0;
    Optional<Violation> found = Optional.empty();

    // When
    while (found.isEmpty() && seed < SEEDS) {
      found = simulation.play(Scenarios.of(++seed)).violation();
    }

    // Then
    assertThat(found).as("within %d seeds", SEEDS).isPresent();
    assertThat(found.get().invariant()).isEqualTo(bug.invariant());
    Scenario failing = Scenarios.of(seed);
    Scenario least = new Shrinker(simulation, bug.invariant()).shrink(failing);
    assertThat(simulation.play(least).violation())
        .map(Violation::invariant)
        .contains(bug.invariant());
    assertThat(least.faults()).hasSizeLessThanOrEqualTo(4);
    assertThat(least.jobs()).hasSizeLessThanOrEqualTo(failing.jobs().size());
    System.out.printf(
        "planted: %s -> seed %d, %s, %d -> %d faults, %d -> %d jobs%n",
        bug,
        seed,
        bug.invariant(),
        failing.faults().size(),
        least.faults().size(),
        failing.jobs().size(),
        least.jobs().size());
  }

  @Test
  void failureSaysHowItIsSeenAgain() {
    // Given
    var simulation = new Simulation(EngineBugs.all().getFirst().planted());

    // When
    String failure = simulation.failure(Scenarios.of(1)).orElseThrow();

    // Then
    assertThat(failure)
        .contains("seed 1 breaks ONE_CALL_LOST", "-Dquarry.sim.seed=1 ", "BROKEN ONE_CALL_LOST")
        .contains("the least that breaks it (0 of ");
  }

  @Test
  void everyInvariantIsBrokenBySomeBug() {
    assertThat(bugs().map(Bug::invariant)).contains(Invariant.values());
  }
}
