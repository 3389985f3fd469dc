package dev.quarry.runner.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class JtokkitTokenCounterProperties {
  private static final Encoding WHOLE =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  private final JtokkitTokenCounter counter = new JtokkitTokenCounter();

  /** Words, numbers, signs, line breaks, runs of blanks and characters of several scripts. */
  @Provide
  Arbitrary<String> prose() {
    return Arbitraries.of(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\u00A0",
            " a",
            "word",
            " don't",
            "!!",
            " ...",
            "1234",
            " é",
            "中文",
            "\uD83D\uDE00",
            "\r\n",
            " {",
            "\"key\":",
            "-",
            " x ")
        .list()
        .ofMinSize(0)
        .ofMaxSize(3_000)
        .map(words -> String.join("", words));
  }

  @Property(tries = 60)
  void chunksCountAsTheWholeDoes(@ForAll("prose") String text) {
    assertThat(counter.count(text)).isEqualTo(WHOLE.countTokensOrdinary(text));
  }

  @Property(tries = 60)
  void lengthTellsANumberThatTheCountDoesNotExceed(@ForAll("prose") String text) {
    assertThat((long) counter.count(text)).isLessThanOrEqualTo(counter.atMost(text));
  }

  @Property(tries = 100)
  void truncationIsAPrefixWithinTheLimitAndNearIt(
      @ForAll("prose") String text, @ForAll @IntRange(max = 3_000) int max) {
    // When
    String cut = counter.truncate(text, max);
    // Then
    assertThat(text).startsWith(cut);
    assertThat(counter.count(cut)).isLessThanOrEqualTo(max);
    if (!cut.equals(text)) {
      assertThat(counter.count(cut)).isGreaterThanOrEqualTo(max - 5);
    }
  }

  @Property(tries = 200)
  void anyStringAtAllIsCountedAndCut(@ForAll String text, @ForAll @IntRange(max = 50) int max) {
    assertThat(text).startsWith(counter.truncate(text, max));
    assertThat(counter.count(counter.truncate(text, max))).isLessThanOrEqualTo(max);
  }
}
