package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PriceTest {
  @Test
  void partsOfAMillionthAreRoundedUp() {
    // Given 0.15 and 0.60 for a million
    Price price = new Price(150_000, 600_000);

    assertThat(price.of(1_000_000, 0)).isEqualTo(150_000);
    assertThat(price.of(100, 20)).isEqualTo(27);
    assertThat(price.of(1, 0)).isEqualTo(1);
    assertThat(price.of(0, 0)).isZero();
  }

  @Test
  void usageKeepsItsTokensAndGetsItsCost() {
    assertThat(new Price(150_000, 600_000).priced(new TokenUsage(100, 20, false)))
        .isEqualTo(new TokenUsage(100, 20, false, 27));
    assertThat(new TokenUsage(1, 2, true, 3).plus(new TokenUsage(10, 20, true, 30)))
        .isEqualTo(new TokenUsage(11, 22, true, 33));
  }

  @Test
  void priceThatWouldOverflowIsRefused() {
    assertThatThrownBy(() -> new Price(Price.MOST + 1, 0))
        .hasMessageContaining("accepted are 0 to 1000000000");
    assertThat(new Price(Price.MOST, Price.MOST).of(1_000_000_000, 1_000_000_000))
        .isEqualTo(2_000_000_000_000L);
  }
}
