package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected ids are those of the reference tokenizer of the model. */
class WordPieceTest {
  private static WordPiece tokens;

  @BeforeAll
  static void open() throws Exception {
    try (InputStream vocabulary =
        WordPieceTest.class.getResourceAsStream("/bert-vocabulary-en.txt")) {
      tokens = new WordPiece(vocabulary);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '@',
      value = {
        "Hello, World! | 101 7592 1010 2088 999 102",
        "Île Vierge's phare—300 m | 101 17869 20098 20800 1005 1055 6887 12069 1517 3998 1049 102",
        "灯塔 маяк | 101 100 100 1191 10260 17432 23925 102",
        "naïve café ½ ™ €5^2 `x` | 101 15743 7668 1092 1580 1574 2629 1034 1016 1036 1060 1036 102",
        "don't stop-believin' “quoted” | 101 2123 1005 1056 2644 1011 19337 2666 6371 1005 1523 9339 1524 102",
        "İstanbul ß ǅ | 101 9960 1096 100 102",
        "emoji 😀 flag | 101 7861 29147 2072 100 5210 102",
        "unaffable retroreflectors | 101 14477 20961 3468 22307 2890 21031 24817 102",
      })
  void agreesWithTheReference(String text, String expected) {
    // Given, When
    long[] ids = tokens.encode(text, 512);
    // Then
    assertThat(java.util.Arrays.stream(ids).mapToObj(Long::toString))
        .containsExactly(expected.split(" "));
  }

  @Test
  void whatDoesNotFitIsLeftOutAndTheEndMarkStays() {
    // Given
    String text = "one two three four five";
    // When, Then
    assertThat(tokens.encode(text, 4)).containsExactly(101, 2028, 2048, 102);
    assertThat(tokens.encode("", 4)).containsExactly(101, 102);
  }
}
