package dev.quarry.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.Scratch;
import dev.quarry.bench.platform.ScratchDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What measures shares and budgets counts what it is said to count. */
class SlotsIT {
  private static final Slots.Pace FOUR = new Slots.Pace(4, 600);

  @TempDir static Path home;
  private static Scratch scratch;

  @BeforeAll
  static void start() {
    scratch = Scratch.start(home);
  }

  @AfterAll
  static void stop() {
    scratch.close();
  }

  @Test
  void slotsAreCountedByWhoHeldThem() throws Exception {
    try (ScratchDatabase database = scratch.database("shares", 4)) {
      // Given
      UUID light = database.tenant("light", 1);
      UUID heavy = database.tenant("heavy", 3);
      database.enqueue(light, 400, 1);
      database.enqueue(heavy, 400, 2);

      // When
      Slots.Shares shares =
          new Slots(database, FOUR, tenant -> Duration.ofMillis(50))
              .run(Duration.ofMillis(300), Duration.ofSeconds(2));

      // Then
      assertThat(shares.total()).isLessThanOrEqualTo(8.0 + 0.1);
      assertThat(shares.idle()).isBetween(0.0, 1.0);
      assertThat(shares.of(heavy)).isGreaterThan(1.5 * shares.of(light));
      assertThat(shares.of(UUID.randomUUID())).isZero();
      assertThat(database.number("select count(*) from rollout where state = 'RUNNING'")).isZero();
    }
  }

  @Test
  void workThatRunsOutSharesNothing() throws Exception {
    try (ScratchDatabase database = scratch.database("empty", 4)) {
      var slots = new Slots(database, FOUR, tenant -> Duration.ofMillis(1));

      assertThatThrownBy(() -> slots.run(Duration.ofMillis(10), Duration.ofMillis(10)))
          .hasRootCauseMessage("there was nothing to claim");
    }
  }

  @Test
  void budgetIsExceededByWhoLooksAndNotByWhoReserves() throws Exception {
    try (ScratchDatabase database = scratch.database("budget", 16)) {
      var effort = new Effort(true, 1, home, line -> {});

      List<Figure> figures = BudgetRace.run(effort, database);

      assertThat(figures.getFirst().verdict()).isEqualTo(Target.Verdict.MET);
      assertThat(figures.getFirst().value().median()).isZero();
      assertThat(figures.getLast().value().median()).isGreaterThan(1);
    }
  }
}
