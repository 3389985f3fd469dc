package dev.quarry.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
  @Test
  void ratioIsToTheMeanOfTheNeighbours() {
    // Given
    var pair = new Pair(10, 30, 20);

    // Then
    assertThat(pair.ratio()).isEqualTo(2);
  }

  @Test
  void pairWhoseBaselineMovedByMoreThanTwoIsDiscarded() {
    // Given
    var pairs =
        new Pairs(List.of(new Pair(10, 10, 20), new Pair(10, 99, 21), new Pair(21, 99, 10)));

    // Then
    assertThat(pairs.discarded()).isEqualTo(2);
    assertThat(pairs.ratios().count()).isEqualTo(1);
    assertThat(pairs.ratios().median()).isEqualTo(10 / 15.0);
  }

  @Test
  void medianMinAndMaxAreOfTheRatios() {
    // Given: ratios 3, 1, 2
    var pairs = new Pairs(List.of(new Pair(1, 3, 1), new Pair(2, 2, 2), new Pair(4, 8, 4)));

    // Then
    assertThat(pairs.ratios()).isEqualTo(new Spread(2, 1, 3, 3));
  }

  @Test
  void nothingSteadyIsNoNumber() {
    assertThat(new Pairs(List.of(new Pair(1, 1, 3))).ratios().median()).isNaN();
  }

  @Test
  void baselineOfNothingIsRefused() {
    assertThatThrownBy(() -> new Pair(0, 1, 1)).hasMessageContaining("more than 0");
    assertThatThrownBy(() -> new Pair(1, Double.NaN, 1)).hasMessageContaining("not negative");
  }
}
