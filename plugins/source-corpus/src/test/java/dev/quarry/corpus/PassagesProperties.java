package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PassagesProperties {
  @Property(tries = 300)
  void passagesHoldTheWholeTextInOrderAndNoneIsTooLong(
      @ForAll("texts") String text, @ForAll @IntRange(min = 20, max = 400) int maxChars) {
    // Given, When
    List<Span> passages = Passages.of(text, maxChars);
    // Then
    int end = 0;
    for (Span passage : passages) {
      assertThat(passage.length()).isBetween(1, maxChars);
      assertThat(text.substring(end, passage.start())).isBlank();
      assertThat(passage.of(text)).isEqualTo(passage.of(text).strip());
      end = passage.end();
    }
    assertThat(text.substring(end)).isBlank();
  }

  @Property(tries = 100)
  void surrogatePairsAreNotCut(@ForAll @IntRange(min = 20, max = 60) int maxChars) {
    // Given
    String text = "x" + "\uD83D\uDD26".repeat(200);
    // When, Then
    for (Span passage : Passages.of(text, maxChars)) {
      assertThat(Character.isLowSurrogate(text.charAt(passage.start()))).isFalse();
    }
  }

  @Property(tries = 200)
  void urlsReadBackAsTheyWere(@ForAll("paths") String path) {
    // Given
    var url = new CorpusUrl("shelf", path);
    // When, Then
    assertThat(CorpusUrl.parse(url.toString())).isEqualTo(url);
    assertThat(url.toString()).matches("corpus://shelf/[A-Za-z0-9%._~/-]+");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> words =
        Arbitraries.of("oak", "elm", "The", "lamp.", "3.5", "Dr.", "\n\n", "\n", "is", "e\u0301!");
    Arbitrary<String> odd = Arbitraries.strings().ofMaxLength(30);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, words), net.jqwik.api.Tuple.of(1, odd))
        .list()
        .ofMaxSize(200)
        .map(parts -> parts.stream().collect(Collectors.joining(" ")));
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> segment =
        Arbitraries.strings()
            .withChars("ab %#?+&éß漢/..\\\"'".replace("/", "").toCharArray())
            .ofMinLength(1)
            .ofMaxLength(12)
            .filter(name -> !name.equals(".") && !name.equals(".."))
            .filter(name -> !name.isBlank() && name.equals(name.strip()));
    return segment.list().ofMinSize(1).ofMaxSize(4).map(names -> String.join("/", names));
  }
}
