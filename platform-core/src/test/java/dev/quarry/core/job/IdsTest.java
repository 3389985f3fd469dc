package dev.quarry.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idBeginsWithTheTimeAndNoTwoAreTheSame() {
    // When
    long before = System.currentTimeMillis();
    var ids = Stream.generate(Ids::next).limit(10_000).toList();
    long after = System.currentTimeMillis();

    // Then
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids)
        .allSatisfy(
            id -> {
              assertThat(id.version()).isEqualTo(7);
              assertThat(id.variant()).isEqualTo(2);
            });
    assertThat(ids)
        .extracting(IdsTest::millis)
        .isSorted()
        .allSatisfy(millis -> assertThat(millis).isBetween(before, after));
  }

  private static long millis(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }
}
