package dev.quarry.runner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JtokkitTokenCounterTest {
  private final JtokkitTokenCounter counter = new JtokkitTokenCounter();

  @Test
  void countsAsTheVocabularyDoes() {
    // Published examples of cl100k_base.
    assertThat(counter.count("")).isZero();
    assertThat(counter.count("hello world")).isEqualTo(2);
    assertThat(counter.count("tiktoken is great!")).isEqualTo(6);
    assertThat(counter.count("お誕生日おめでとう")).isEqualTo(9);
  }

  @Test
  void specialTokensInFetchedTextAreOrdinaryText() {
    assertThat(counter.count("<|endoftext|>")).isGreaterThan(1);
    assertThat(counter.truncate("<|endoftext|> and more", 3)).startsWith("<|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " "})
  void megabyteOfOneThingTakesLinearTime(String unit) {
    // Given
    String text = unit.repeat(1 << 20);
    counter.count("warm");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          // Then
          assertThat(counter.count(text)).isBetween(text.length() / 200, text.length());
          assertThat(counter.count(counter.truncate(text, 1_000))).isBetween(900, 1_000);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "!",
        "é",
        "中",
        "\uD83D\uDE00",
        "\uD800",
        "\uDC00\uD800",
        "ab",
        " \n",
        "\u0000"
      })
  void runsWithoutAnyPlaceToCutAreCountedAndCut(String unit) {
    // Given
    String text = unit.repeat((1 << 15) / unit.length());
    // When
    String cut = counter.truncate(text, 1_000);
    // Then
    assertThat(counter.count(text)).isGreaterThan(1_000);
    assertThat(counter.count(cut)).isBetween(900, 1_000);
    assertThat(text).startsWith(cut);
  }

  @Test
  void truncationNeverCutsACharacter() {
    // Given: one emoji is several tokens
    String text = "\uD83E\uDDD1\u200D\uD83D\uDE80".repeat(50);
    for (int max = 0; max < 60; max++) {
      // When
      String cut = counter.truncate(text, max);
      // Then
      assertThat(counter.count(cut)).isLessThanOrEqualTo(max);
      assertThat(text).startsWith(cut);
      assertThat(cut.isEmpty() || !Character.isHighSurrogate(cut.charAt(cut.length() - 1)))
          .isTrue();
    }
  }

  @Test
  void manyThreadsCountTheSame() throws Exception {
    // Given
    String text = "The same text for everyone. ".repeat(2_000);
    int expected = counter.count(text);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // When
      var counts =
          threads.invokeAll(Collections.nCopies(20, (Callable<Integer>) () -> counter.count(text)));
      // Then
      for (var count : counts) {
        assertThat(count.get()).isEqualTo(expected);
      }
    }
  }
}
