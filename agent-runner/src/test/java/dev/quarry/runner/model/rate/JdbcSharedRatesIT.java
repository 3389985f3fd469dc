package dev.quarry.runner.model.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcSharedRatesIT extends SharedRatesContract {
  private final TestDatabase database = TestDatabase.create();
  private final SharedRates rates = new SharedRateStore(database.as(Role.RUNNER));

  @Override
  SharedRates rates() {
    return rates;
  }

  /** What is written down becomes older. */
  @Override
  void pass(Duration time) {
    TenantTx.inTransaction(
        database.as(Role.OWNER),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update provider_limit set updated_at = updated_at - make_interval(secs => ?),"
                      + " closed_until = closed_until - make_interval(secs => ?)")) {
            update.setDouble(1, time.toSeconds());
            update.setDouble(2, time.toSeconds());
            return update.executeUpdate();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"API", "SCHEDULER", "JOURNAL"})
  void nobodyButRunnersKnowsOfThem(Role other) {
    assertThatThrownBy(() -> new SharedRateStore(database.as(other)).closed())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void clockOfTheDatabaseThatGoesBackStopsNobodyForAsLong() {
    // Given an empty bucket, filled up to an hour from now
    assertThat(take(10, 1_000)).isEqualTo(all(10, 1_000));
    pass(Duration.ofHours(-1));
    assertThat(take(1, 0).pause()).isPositive();
    // When
    pass(Duration.ofSeconds(210));
    // Then
    assertThat(take(1, 0)).isEqualTo(all(1, 0));
  }
}
