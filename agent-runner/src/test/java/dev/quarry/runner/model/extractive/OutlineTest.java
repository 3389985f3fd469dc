package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.runner.model.extractive.Outline.Line;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences under their headings. */
class OutlineTest {
  @Test
  void sentenceStandsUnderTheNearestHeadingAndTheFirstOneIsTheTitle() {
    // Given
    String page =
        """
        20.3. Connections

        Settings of connections.

        max_connections (integer)

        Determines the maximum. The default is typically 100.

        - a list item
        - another one

        psql — the client of PostgreSQL

        $ psql;
        """;
    // When / Then
    assertThat(Outline.ofPage(page))
        .containsExactly(
            new Line("", "Settings of connections."),
            new Line("max_connections (integer)", "Determines the maximum."),
            new Line("max_connections (integer)", "The default is typically 100."),
            new Line("max_connections (integer)", "a list item"),
            new Line("max_connections (integer)", "another one"),
            new Line("max_connections (integer)", "psql — the client of PostgreSQL"),
            new Line("max_connections (integer)", "$ psql;"));
  }

  @Test
  void evidenceMarksItsHeadings() {
    assertThat(Outline.ofEvidence("One.\n\n## port (integer)\n\nTwo.\n\nA short line\n\nThree."))
        .containsExactly(
            new Line("", "One."),
            new Line("port (integer)", "Two."),
            new Line("port (integer)", "A short line"),
            new Line("port (integer)", "Three."));
  }

  @ParameterizedTest
  @CsvSource({
    "max_connections (integer), max_connections",
    "20.3.1. Connection Settings, Connection Settings",
    "'@functools.lru_cache(user_function)', functools.lru_cache",
    "The wreck, The wreck"
  })
  void headIsWhatAHeadingNames(String section, String head) {
    assertThat(Outline.head(section)).isEqualTo(head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_connections", "port (integer)", "os.path.join(path, *paths)"})
  void optionsAndFunctionsAreEntries(String section) {
    assertThat(Outline.entry(section)).isTrue();
  }

  @Test
  void chapterIsNoEntry() {
    assertThat(Outline.entry("Connection Settings")).isFalse();
  }

  @Test
  void identifierIsNamedByItsLastPart() {
    assertThat(Definitions.names("functools.lru_cache", Set.of("lru_cache"))).isTrue();
    assertThat(Definitions.names("maintenance_work_mem", Set.of("work_mem"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "The default is typically 100 connections., 100 connections",
    "The default value is four megabytes (4MB)., four megabytes",
    "It defaults to localhost.,  localhost",
    "The TCP port the server listens on; 5432 by default., 5432",
    "Read Committed is the default isolation level in PostgreSQL., Read Committed"
  })
  void defaultIsReadAsManualsWordIt(String sentence, String value) {
    assertThat(DefaultSpans.find(new Passage(new Evidence("u", "", "", sentence))))
        .map(AnswerSpan::text)
        .contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"This is enabled by default.", "Non-default values change the minimum."})
  void sentenceThatTellsNoValueHasNone(String sentence) {
    assertThat(DefaultSpans.find(new Passage(new Evidence("u", "", "", sentence)))).isEmpty();
  }
}
