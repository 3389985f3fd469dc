package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sentences, words, names, and the texts of the two tools. */
class TextFormsTest {
  @Test
  void abbreviationsAndInitialsDoNotEndASentence() {
    // Given
    String text =
        "Dr. J. A. Roebling met Mr. Smith on St. George St. in 1867. They talked, e.g. about wire.\nIt rained.";

    // Then
    assertThat(Sentences.of(text))
        .containsExactly(
            "Dr. J. A. Roebling met Mr. Smith on St. George St. in 1867.",
            "They talked, e.g. about wire.",
            "It rained.");
  }

  @Test
  void headingsAreNoSentencesAndListItemsAreOnesOfTheirOwn() {
    assertThat(Sentences.of("# Title\nFirst line\ngoes on.\n- one item\n- another item\n"))
        .containsExactly("First line goes on.", "one item", "another item");
  }

  @Test
  void nameOfAProgramsPartIsOneWordAndHasItsParts() {
    assertThat(Words.of("Set max_connections, see os.path.join or pg_hba.conf."))
        .extracting(Word::surface)
        .contains("max_connections", "os.path.join", "pg_hba.conf");
    assertThat(Words.contentKeys("functools.lru_cache"))
        .contains("functools.lru_cache", "lru_cache", Words.key("cache"));
    assertThat(Words.related("work_mem", "work_memory")).isFalse();
  }

  @Test
  void relatedWordsAreOne() {
    assertThat(Words.key("builder")).isEqualTo(Words.key("built"));
    assertThat(Words.key("Died")).isEqualTo(Words.key("death"));
    assertThat(Words.related(Words.key("developer"), Words.key("developed"))).isTrue();
    assertThat(Words.related(Words.key("light"), Words.key("lighthouse"))).isFalse();
    assertThat(Words.key("Bénard")).isEqualTo("benard");
  }

  @Test
  void namesAreFoundByCapitals() {
    assertThat(
            Names.of(
                "The Isle of Wight lies south of John Pell Northey of Toronto, not far from Minot's Ledge."))
        .extracting(Name::text)
        .containsExactly("Isle of Wight", "John Pell Northey", "Toronto", "Minot's Ledge");
    assertThat(Name.of("Thomas Telford").personLike()).isTrue();
    assertThat(Name.of("Forth and Clyde Canal").personLike()).isFalse();
  }

  @Test
  void searchResultsAreReadWithAndWithoutExtraLines() {
    // Given
    String text =
        "A Google search for 'q' found 2 results:\n\n## Web Results\n1. [T (1)](https://e/x)\nDate published: Jan 2, 2024\nSource: Src\n\nS one.\n\n2. [U](corpus://a/b.md)\n\n=======\nA Google search for 'r' found 1 results:\n\n## Web Results\n1. [V](https://e/v)\nSnippet cut off in the mid";

    // Then
    assertThat(SearchText.hits(text))
        .containsExactly(
            new Hit("https://e/x", "T (1)", "S one."),
            new Hit("corpus://a/b.md", "U", ""),
            new Hit("https://e/v", "V", "Snippet cut off in the mid"));
    assertThat(SearchText.hits("No results found for 'q'. Try with a more general query."))
        .isEmpty();
  }

  @Test
  void visitFramesAreReadInTheOrderAskedFor() {
    // Given
    String text =
        Library.frame("https://a/", "g", "One.", "s")
            + "\n=======\n"
            + Library.frame("https://b/", "g", "", "not found");

    // Then
    assertThat(VisitText.evidence(text, List.of("https://a/", "https://b/", "https://c/")))
        .containsExactly(
            java.util.Map.entry("https://a/", "One."), java.util.Map.entry("https://b/", ""));
  }
}
