package dev.quarry.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "PT4.25S, 4.3 s",
    "PT59.9S, 59.9 s",
    "PT2M5S, 2 min 05 s",
    "PT59M59S, 59 min 59 s",
    "PT1H, 1 h 0 min",
    "PT2H30M59S, 2 h 30 min",
    "PT24H, 1 d 0 h",
    "PT555H, 23 d 3 h"
  })
  void durationsHaveTheTwoUnitsThatMatter(Duration time, String words) {
    assertThat(Amounts.of(time)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.00 USD", "1250000, 1.25 USD", "27, 0.000027 USD", "7500000, 7.50 USD"})
  void moneyHasTwoDecimalsOrAsManyAsItTakes(long micros, String words) {
    assertThat(Amounts.money(micros, "USD")).isEqualTo(words);
  }
}
