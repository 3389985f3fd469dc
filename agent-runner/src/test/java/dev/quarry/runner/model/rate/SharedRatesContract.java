package dev.quarry.runner.model.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quarry.runner.model.rate.SharedRates.Amount;
import dev.quarry.runner.model.rate.SharedRates.Taken;
import dev.quarry.runner.model.rate.SharedRates.Wanted;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds of shared buckets, wherever they are. */
abstract class SharedRatesContract {
  /** Ten requests at once, one each 100 s; a thousand tokens at once, one each 100 s. */
  private static final Quota SLOW =
      new Quota(new Quota.Flow(10, 0.01), new Quota.Flow(1_000, 0.01));

  abstract SharedRates rates();

  abstract void pass(Duration time);

  Taken take(long requests, long tokens) {
    return take("a", requests, tokens, 0);
  }

  Taken take(String bucket, long requests, long tokens, long settled) {
    var amount = new Amount(requests, tokens);
    return rates().take(bucket, SLOW, new Wanted(amount, amount, settled));
  }

  static Taken all(long requests, long tokens) {
    return new Taken(new Amount(requests, tokens), Duration.ZERO);
  }

  private static void isSome(Taken taken, long requests, long tokens, long seconds) {
    assertThat(taken.amount()).isEqualTo(new Amount(requests, tokens));
    assertThat(taken.pause().toSeconds()).isCloseTo(seconds, within(20L));
  }

  @Test
  void newBucketIsFullAndFillsByTimeUpToItsCapacity() {
    // When / Then
    assertThat(take(10, 1_000)).isEqualTo(all(10, 1_000));
    isSome(take(1, 0), 1, 0, 100);
    // When
    pass(Duration.ofSeconds(310));
    // Then
    assertThat(take(2, 3)).isEqualTo(all(2, 3));
    // When
    pass(Duration.ofDays(10));
    // Then: ten days' worth is no more than the capacity
    assertThat(take(10, 1_000)).isEqualTo(all(10, 1_000));
    isSome(take(1, 0), 1, 0, 100);
    isSome(take(0, 1), 0, 1, 100);
  }

  @Test
  void whatIsWishedIsTakenAsFarAsItIsThere() {
    // When
    Taken taken = rates().take("a", SLOW, new Wanted(new Amount(1, 5), new Amount(4, 5_000), 0));
    // Then
    assertThat(taken).isEqualTo(all(4, 1_000));
    assertThat(take(6, 0)).isEqualTo(all(6, 0));
  }

  @Test
  void whoWaitsTakesWhatComesInWithinATenthOfASecond() {
    // Given
    Quota quick = new Quota(new Quota.Flow(10, 50), new Quota.Flow(0, 1));
    rates().take("a", quick, new Wanted(new Amount(10, 0), new Amount(10, 0), 0));
    // When
    Taken taken = rates().take("a", quick, new Wanted(new Amount(1, 0), new Amount(1_000, 0), 0));
    // Then
    assertThat(taken.amount().requests()).isBetween(5L, 10L);
    assertThat(taken.pause()).isLessThan(Duration.ofMillis(101));
  }

  @Test
  void allWaitInTheOrderOfTheirTakingWhateverTheyNeed() {
    // Given
    take(0, 1_000);
    // When / Then: of much, little, nothing
    isSome(take(1, 1_500), 1, 1_500, 150_000);
    isSome(take(1, 1), 1, 1, 150_100);
    assertThat(take(1, 0)).isEqualTo(all(1, 0));
  }

  @Test
  void whatIsSettledComesBackOrIsOwed() {
    // Given
    take(0, 1_000);
    // When / Then
    assertThat(take("a", 0, 300, 300)).isEqualTo(all(0, 300));
    assertThat(take("a", 0, 0, -2)).isEqualTo(all(0, 0));
    isSome(take("a", 0, 3, 3), 0, 3, 200);
    assertThat(take("a", 0, 1, 3)).isEqualTo(all(0, 1));
    // When: more comes back than it holds
    take("a", 0, 0, 5_000);
    // Then
    assertThat(take(0, 1_000)).isEqualTo(all(0, 1_000));
    isSome(take(0, 1), 0, 1, 100);
  }

  @Test
  void closedBucketGivesNothingUntilItsTime() {
    // When
    rates().close("a", Duration.ofSeconds(50));
    rates().close("a", Duration.ofSeconds(20));
    // Then
    Taken none = take(1, 1);
    assertThat(none.amount()).isEqualTo(Amount.NONE);
    assertThat(none.pause()).isCloseTo(Duration.ofSeconds(50), Duration.ofSeconds(5));
    assertThat(rates().closed()).containsOnlyKeys("a");
    assertThat(rates().closed().get("a")).isCloseTo(Duration.ofSeconds(50), Duration.ofSeconds(5));
    assertThat(take("b", 1, 1, 0)).isEqualTo(all(1, 1));
    // When
    pass(Duration.ofSeconds(51));
    // Then
    assertThat(rates().closed()).isEmpty();
    assertThat(take(10, 1_000)).isEqualTo(all(10, 1_000));
  }
}
