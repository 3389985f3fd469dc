package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CircuitTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Circuit circuit = new Circuit(3, Duration.ofSeconds(60), now::get);

  private void strike(int times) {
    for (int i = 0; i < times; i++) {
      circuit.struck();
    }
  }

  @Test
  void threeStrikesInARowOpenIt() {
    strike(2);
    assertThat(circuit.enter()).isEmpty();
    assertThat(circuit.struck()).isTrue();
    assertThat(circuit.enter()).contains(Duration.ofSeconds(60));
    assertThat(circuit.open()).contains(Duration.ofSeconds(60));
  }

  @Test
  void aSuccessForgetsEarlierStrikes() {
    strike(2);
    circuit.succeeded();
    strike(2);
    assertThat(circuit.open()).isEmpty();
  }

  @Test
  void anUndecidedCallNeitherStrikesNorForgets() {
    strike(2);
    circuit.undecided();
    assertThat(circuit.open()).isEmpty();
    assertThat(circuit.struck()).isTrue();
  }

  @Test
  void afterItsTimeOneCallDecides() {
    // Given
    strike(3);
    now.addAndGet(Duration.ofSeconds(60).toNanos());

    // When
    assertThat(circuit.enter()).isEmpty();

    // Then
    assertThat(circuit.enter()).as("a second call while one is tried").isPresent();
    assertThat(circuit.struck()).isTrue();
    assertThat(circuit.enter()).contains(Duration.ofSeconds(60));
    now.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(circuit.enter()).isEmpty();
    circuit.undecided();
    assertThat(circuit.enter()).as("an undecided try leaves the place to the next").isEmpty();
    circuit.succeeded();
    assertThat(circuit.open()).isEmpty();
    assertThat(circuit.enter()).isEmpty();
    assertThat(circuit.enter()).isEmpty();
  }
}
