package dev.quarry.runner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibratedEstimateTest {
  private final CalibratedEstimate estimate = new CalibratedEstimate();

  @Test
  void nothingIsCorrectedBeforeTheFirstObservation() {
    assertThat(estimate.estimate(1_000)).isEqualTo(1_000);
  }

  @Test
  void laterRequestsWeighMoreAndLongOnesToo() {
    // When
    estimate.observe(10, 30);
    estimate.observe(10_000, 11_000);
    // Then
    assertThat(estimate.factor()).isCloseTo(1.1, within(0.01));
    assertThat(estimate.estimate(100)).isEqualTo(111);
  }

  @Test
  void nonsenseIsBounded() {
    // When
    estimate.observe(0, 50);
    estimate.observe(100, 0);
    // Then
    assertThat(estimate.factor()).isEqualTo(1);
    estimate.observe(100, 1_000_000);
    assertThat(estimate.factor()).isEqualTo(2);
    for (int i = 0; i < 200; i++) {
      estimate.observe(100_000, 1);
    }
    assertThat(estimate.factor()).isEqualTo(0.5);
  }
}
